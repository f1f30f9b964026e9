import { modellingReplySchema } from '../../protocol/modelling';
import type { ModelDescription, ModellingReply, ModellingRequest } from '../../protocol/modelling';
import { ServiceProcess } from './serviceProcess';
import type { ServiceProcessOptions } from './serviceProcess';

/** Learning byte pairs of a large file takes its time. */
const timeoutMs = 120_000;

export interface ConfigText {
  /** Absolute path: what the paths of data files are relative to. */
  readonly configFile: string;
  readonly configText: string;
}

/** The model of a config, or why there is none. */
export type DescribeOutcome = Extract<ModellingReply, { type: 'described' | 'undescribed' }>;
export type { ModelDescription };

/** The process that answers what is asked about configs. */
export class ModellingProcess {
  private readonly process: ServiceProcess<ModellingRequest>;

  constructor(options: Omit<ServiceProcessOptions, 'name'>) {
    this.process = new ServiceProcess({ ...options, name: 'modelling' });
  }

  get processId(): number | undefined {
    return this.process.processId;
  }

  /** @throws Error with a sentence for people */
  async describe(config: ConfigText, signal: AbortSignal): Promise<DescribeOutcome> {
    return this.ask({ type: 'describe', ...config }, signal);
  }

  dispose(): void {
    this.process.dispose();
  }

  private async ask(request: ModellingRequest, signal: AbortSignal): Promise<ModellingReply> {
    return modellingReplySchema.parse(await this.process.ask(request, { timeoutMs, signal }));
  }
}
