import type { MachineTrace } from '../inspect/machineTrace';
import type { PictureSteps } from '../inspect/pictureSteps';
import type { AttentionMap } from '../decode/hypothesis';
import type { Regions } from '../model/model';
import type { Checkpoint } from './checkpoint';

/** One point of the training curve: means over the steps since the point before. */
export interface MetricPoint {
  /** Updates made so far; the first point has step ≥ 1. */
  readonly step: number;
  /** Passes over the data so far, with fraction. */
  readonly epoch: number;
  /** Training time so far without pauses, all sessions of the run together. */
  readonly elapsedMs: number;
  /** Mean negative log likelihood per target token (nats). */
  readonly loss: number;
  readonly perplexity: number;
  /** Share of target tokens predicted right under teacher forcing. */
  readonly tokenAccuracy: number;
  /** Of the last of these steps. */
  readonly learningRate: number;
  /** Global gradient norm before clipping, mean. */
  readonly gradientNorm: number;
  /** Target tokens trained on a second. */
  readonly tokensPerSecond: number;
  /** Live tensors of the engine: flat, or there is a leak. */
  readonly tensors: number;
}

/**
 * Result of a validation on the dev split. `loss` to `tokenAccuracy` under teacher forcing, the others by greedy decoding;
 * those that may be missing are there where the config asks for them.
 */
export interface ValidationPoint {
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly tokenAccuracy: number;
  /** Share of pairs whose greedy hypothesis equals the reference exactly. */
  readonly sequenceAccuracy: number;
  /** 0 to 100. */
  readonly bleu?: number | undefined;
  /** 0 to 100. */
  readonly chrf?: number | undefined;
  /** 0 to 1. */
  readonly editDistance?: number | undefined;
  /** Pairs validated on. */
  readonly pairs: number;
  /** Whether this is the best validation so far. */
  readonly best: boolean;
}

interface ByHand {
  /** Updates made before it. */
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
}

/** What somebody did to the training while it was under way. */
export type ChangePoint =
  | (ByHand & {
      readonly change: 'learning-rate';
      readonly learningRate: number;
      /** The rate that the update after `step` would have had. */
      readonly previous: number;
      /** What the schedule of the config has for it. */
      readonly scheduled: number;
    })
  | (ByHand & { readonly change: 'paused' })
  | (ByHand & { readonly change: 'continued'; readonly pausedMs: number });

/** A dev pair of the fixed probe set, decoded greedily at a validation. */
export interface ProbeSample {
  /** Number in the probe set, from 0; the same pair at every validation. */
  readonly index: number;
  readonly source: string;
  readonly reference: string;
  readonly hypothesis: string;
  readonly correct: boolean;
  /** In reading order, with the end symbol if the encoder reads one: the columns of the attention map. */
  readonly sourceTokens: readonly string[];
  /** The grid of `sourceTokens` on a picture; undefined where the source is none. */
  readonly regions?: Regions | undefined;
  /** How the picture that is the target came about; undefined where it is none. */
  readonly picture?: PictureSteps | undefined;
  /** With the end symbol if the decoder wrote it: the rows of the attention map. */
  readonly hypothesisTokens: readonly string[];
  /** Natural log of the hypothesis' probability. */
  readonly logProbability: number;
}

export type StopReason =
  'updates' | 'epochs' | 'early-stopping' | 'learning-rate-min' | 'stopped' | 'diverged';

export type TrainPhase = 'preparing' | 'warming-up' | 'training' | 'validating' | 'saving';

export interface PhaseProgress {
  readonly done: number;
  readonly total: number;
}

/** What `train()` yields, in order. The consumer has done what it wants with an event before training goes on. */
export type TrainEvent =
  | {
      readonly type: 'started';
      readonly step: number;
      readonly totalSteps: number | undefined;
      readonly stepsPerEpoch: number;
      readonly parameterCount: number;
    }
  | {
      readonly type: 'phase';
      readonly phase: TrainPhase;
      /** How much of the phase is done, when it has countable parts. */
      readonly progress?: PhaseProgress | undefined;
    }
  | { readonly type: 'metrics'; readonly point: MetricPoint }
  | {
      readonly type: 'validation';
      readonly point: ValidationPoint;
      readonly samples: readonly ProbeSample[];
      /** One map for each sample, same order; empty when the model has no attention. */
      readonly attention: readonly AttentionMap[];
      /** One for each sample, same order; empty when the model is no Neural Turing Machine. */
      readonly machines: readonly MachineTrace[];
    }
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint; readonly best: boolean }
  | { readonly type: 'change'; readonly point: ChangePoint }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'finished';
      readonly reason: StopReason;
      readonly step: number;
      readonly epoch: number;
      readonly elapsedMs: number;
      /** A sentence for people when the reason needs one (diverged: which step, what to try). */
      readonly message: string | undefined;
    };
