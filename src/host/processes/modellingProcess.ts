import type { SettingTypes } from '../../contributions';
import { modellingReplySchema } from '../../protocol/modelling';
import type {
  CostEstimate,
  ModelDescription,
  ModellingReply,
  ModellingRequest,
} from '../../protocol/modelling';
import { ServiceProcess } from './serviceProcess';
import type { ServiceProcessOptions } from './serviceProcess';

/** Learning byte pairs of a large file takes its time. */
const timeoutMs = 120_000;

const otherAnswer = 'The modelling process answered something else than it was asked.';

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
    const reply = await this.ask({ type: 'describe', ...config }, signal);
    if (reply.type === 'cost') throw new Error(otherAnswer);
    return reply;
  }

  /** What a training of a config will cost. Blocks the process: ask one of your own. @throws Error with a sentence for people */
  async estimateCost(
    config: ConfigText & { readonly engine: SettingTypes['s2s.engine.name']; readonly threads?: number },
    signal: AbortSignal,
  ): Promise<CostEstimate> {
    const reply = await this.ask({ type: 'estimate-cost', ...config }, signal);
    if (reply.type !== 'cost') throw new Error(otherAnswer);
    return reply.cost;
  }

  /** Ends the process at once, whatever it is at. */
  kill(): void {
    this.process.kill();
  }

  dispose(): void {
    this.process.dispose();
  }

  private async ask(request: ModellingRequest, signal: AbortSignal): Promise<ModellingReply> {
    return modellingReplySchema.parse(await this.process.ask(request, { timeoutMs, signal }));
  }
}
