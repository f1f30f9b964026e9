import { matMul, mul, reshape, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { AttentionConfig } from '../../config/schema';
import { maskedSoftmax } from '../../ops/maskedSoftmax';
import { maskedSparsemax } from '../../ops/maskedSparsemax';
import type { NamedTensors } from '../../step/step';
import type { EncodedSource } from '../model';
import type { LocalWindow } from './localWindow';

/** A score function: how well each source position fits what the decoder is about to do. Holds no tensors. */
export interface AttentionScore {
  readonly keySize: number;
  /** Names of the parameters that `score` reads. */
  readonly queryParameters: readonly string[];
  /**
   * The part of the score that depends on the source alone, computed once per source.
   * @param outputs `[batch, sourceTime, encoderOutput]`
   * @returns `[batch, sourceTime, keySize]`
   */
  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D;
  /**
   * @param queries decoder states `[batch, steps, units]`
   * @param keys `[batch, sourceTime, keySize]`
   * @param coverage attention of the steps before, added up: `[batch, sourceTime]`
   * @returns `[batch, steps, sourceTime]`
   */
  score(parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D, coverage?: Tensor2D): Tensor3D;
}

export interface Attended {
  /** Weighted means of the encoder outputs: `[batch, steps, encoderOutput]`; of a glimpse one after the other for each filter. */
  readonly context: Tensor3D;
  /** `[batch, steps, sourceTime]`; a row sums to 1 (less in a window with a Gaussian), or to 0 where no token takes part. */
  readonly weights: Tensor3D;
}

/** What the attention of a step depends on beside the state. */
export interface AttentionHistory {
  /** Number of each step, from 0: `[batch or 1, steps, 1]`; see `LocalWindow`. */
  readonly steps?: Tensor3D | undefined;
  /** Attention of the steps before, added up: `[batch, sourceTime]`; one step only. */
  readonly coverage?: Tensor2D | undefined;
}

/** How the decoder looks at the source. Holds no tensors. */
export interface Attention {
  /** Width of what is computed once per source; undefined for nothing. */
  readonly keySize: number | undefined;
  /** Names of the parameters that `attend` reads. */
  readonly stepParameters: readonly string[];
  /** Whether the number of the step must be known. */
  readonly countsSteps: boolean;
  /** What of looking depends on the source alone: `[batch, sourceTime, keySize]`. @param outputs `[batch, sourceTime, encoderOutput]` */
  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D | undefined;
  /** @param queries decoder states `[batch, steps, units]` */
  attend(
    parameters: NamedTensors,
    queries: Tensor3D,
    encoded: EncodedSource,
    history?: AttentionHistory,
  ): Attended;
}

/** Scores, normalises over the source's tokens and averages the encoder outputs: context 0 for an empty source. */
export class ScoredAttention implements Attention {
  constructor(
    private readonly scoring: AttentionScore,
    private readonly normalization: AttentionConfig['function'],
    private readonly window: LocalWindow | undefined,
  ) {}

  get keySize(): number {
    return this.scoring.keySize;
  }

  get stepParameters(): readonly string[] {
    return [...this.scoring.queryParameters, ...(this.window?.stepParameters ?? [])];
  }

  get countsSteps(): boolean {
    return this.window?.isMonotonic === true;
  }

  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    return this.scoring.projectKeys(parameters, outputs);
  }

  attend(
    parameters: NamedTensors,
    queries: Tensor3D,
    { outputs, keys, mask }: EncodedSource,
    { steps, coverage }: AttentionHistory = {},
  ): Attended {
    if (keys === undefined) throw new Error('The source was encoded without attention keys.');
    const [batch, sourceTime] = mask.shape;
    const scores = this.scoring.score(parameters, queries, keys, coverage);
    const view = this.window?.view(parameters, queries, mask, steps);
    let weights =
      view === undefined
        ? this.normalize(scores, reshape(mask, [batch, 1, sourceTime]))
        : this.normalizeEach(scores, view.mask);
    if (view?.factors !== undefined) weights = mul(weights, view.factors);
    return { context: matMul(weights, outputs), weights };
  }

  private normalize(scores: Tensor3D, mask: Tensor3D): Tensor3D {
    return this.normalization === 'sparsemax' ? maskedSparsemax(scores, mask) : maskedSoftmax(scores, mask);
  }

  /** With a mask of its own for each step. */
  private normalizeEach(scores: Tensor3D, mask: Tensor3D): Tensor3D {
    const [batch, steps, sourceTime] = scores.shape;
    const rows = (tensor: Tensor3D): Tensor3D => reshape(tensor, [batch * steps, 1, sourceTime]);
    return reshape(this.normalize(rows(scores), rows(mask)), scores.shape);
  }
}
