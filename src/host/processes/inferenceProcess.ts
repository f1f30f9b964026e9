import type { Expectation } from '../../core/config/expectations';
import type { ExpectationOutcome } from '../../protocol/expectations';
import { inferenceReplySchema } from '../../protocol/inference';
import type { DecodedLine, InferenceReply, InferenceRequest, ScoredPair } from '../../protocol/inference';
import { ServiceProcess } from './serviceProcess';
import type { ServiceProcessOptions } from './serviceProcess';

export interface DecodeJob {
  readonly runFolder: string;
  readonly sources: readonly string[];
  /** What the paths of pictures may be relative to, for models that read them. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
  /** Whether to tell where the decoder looked; default not. */
  readonly attention?: boolean;
  /** Default: what the config of the run says. */
  readonly beamSize?: number;
  /** At most `beamSize`. */
  readonly nBest?: number;
  /** Target text that every hypothesis must begin with. */
  readonly prefix?: string;
}

export type DecodedReply = Extract<InferenceReply, { type: 'decoded' }>;

export interface ScoreJob {
  readonly runFolder: string;
  readonly pairs: readonly { readonly source: string; readonly target: string }[];
  /** As of {@link DecodeJob}. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

export interface CheckJob {
  readonly runFolder: string;
  readonly expectations: readonly Expectation[];
  readonly signal: AbortSignal;
}

/** Loading native TensorFlow and a large model from a slow disk takes its time. */
const timeoutMs = 120_000;
/** Decoding a whole split takes more; whoever waits can cancel. */
const checkTimeoutMs = 30 * 60_000;

/** The process that decodes. */
export class InferenceProcess {
  private readonly process: ServiceProcess<InferenceRequest>;

  constructor(options: Omit<ServiceProcessOptions, 'name'>) {
    this.process = new ServiceProcess({ ...options, name: 'inference' });
  }

  get processId(): number | undefined {
    return this.process.processId;
  }

  /** One outcome for each source, in their order. @throws Error with a sentence for people */
  async decode(job: DecodeJob): Promise<readonly DecodedLine[]> {
    return (await this.decodeReply(job)).lines;
  }

  /** As {@link decode}, with the engine that did it and how long it took. @throws Error with a sentence for people */
  async decodeReply({ sources, folders, signal, ...options }: DecodeJob): Promise<DecodedReply> {
    const request: InferenceRequest = {
      type: 'decode',
      checkpoint: 'best',
      sources: [...sources],
      folders: [...folders],
      attention: false,
      ...options,
    };
    const reply = await this.ask(request, signal);
    if (reply.type !== 'decoded' || reply.lines.length !== sources.length)
      throw new Error('The inference process answered something else than it was asked.');
    return reply;
  }

  /** How well a model knows pairs, in their order. @throws Error with a sentence for people */
  async scorePairs({ runFolder, pairs, folders, signal }: ScoreJob): Promise<readonly ScoredPair[]> {
    const request: InferenceRequest = {
      type: 'score-pairs',
      runFolder,
      checkpoint: 'best',
      pairs: [...pairs],
      folders: [...folders],
    };
    const reply = await this.ask(request, signal);
    if (reply.type !== 'scored-pairs' || reply.pairs.length !== pairs.length)
      throw new Error('The inference process answered something else than it was asked.');
    return reply.pairs;
  }

  /** Whether a model does what is expected; index = expectation. @throws Error with a sentence for people */
  async check({ runFolder, expectations, signal }: CheckJob): Promise<readonly ExpectationOutcome[]> {
    const request: InferenceRequest = {
      type: 'check',
      runFolder,
      checkpoint: 'best',
      expectations: [...expectations],
    };
    const reply = await this.ask(request, signal, checkTimeoutMs);
    if (reply.type !== 'checked' || reply.outcomes.length !== expectations.length)
      throw new Error('The inference process answered something else than it was asked.');
    return reply.outcomes;
  }

  dispose(): void {
    this.process.dispose();
  }

  private async ask(
    request: InferenceRequest,
    signal: AbortSignal,
    limitMs = timeoutMs,
  ): Promise<InferenceReply> {
    return inferenceReplySchema.parse(await this.process.ask(request, { timeoutMs: limitMs, signal }));
  }
}
