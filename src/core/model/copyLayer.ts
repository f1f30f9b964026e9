import {
  add,
  cast,
  concat,
  log,
  logSoftmax,
  matMul,
  neg,
  oneHot,
  reshape,
  softplus,
  sub,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { projectLast } from './attention/projectLast';
import { biasInitializer, weightInitializer } from './initializer';
import { matrix, vector, type ParameterList } from './parameterList';

/** What steps are made of, as far as copying asks: `[batch, steps, …]`. */
export interface CopyInputs {
  readonly context: Tensor3D;
  readonly hidden: Tensor3D;
  /** What the decoder read; undefined if it reads no previous output. */
  readonly embedded: Tensor3D | undefined;
  /** `[batch, steps, sourceTime]` */
  readonly weights: Tensor3D;
}

/** Added to what is copied, so that its logarithm stays finite: far below any probability that counts. */
const hardlyAny = 1e-30;

/**
 * Pointer-generator (See, Liu & Manning 2017, eq. 8 and 9): with probability p a token is written from the vocabulary, else it
 * is copied from the source where the decoder attends,
 *
 *     p = σ(w·[context ; h ; embedding] + b)
 *     P(token) = p·softmax(logits)[token] + (1 − p)·Σ attention at the source's tokens that are this one
 *
 * Source and target have one vocabulary, so that source ids are target ids.
 */
export class CopyLayer {
  private readonly kernelName: string;
  private readonly biasName: string;

  /** @param inputSize width of [context ; h ; embedding] */
  constructor(inputSize: number, config: ModelConfig, parameters: ParameterList) {
    this.kernelName = parameters.add(
      'decoder.copy.kernel',
      [inputSize, 1],
      weightInitializer(config.initializer, config, inputSize, 1),
    );
    this.biasName = parameters.add('decoder.copy.bias', [1], biasInitializer(config));
  }

  /**
   * Log probabilities `[batch, steps, vocabulary]`, which are logits of the same distribution.
   * @param logits of writing, `[batch, steps, vocabulary]`
   * @param sourceIds int32 `[batch, sourceTime]`
   */
  logits(
    parameters: NamedTensors,
    logits: Tensor3D,
    { context, hidden, embedded, weights }: CopyInputs,
    sourceIds: Tensor2D,
  ): Tensor3D {
    const [batch, sourceTime] = sourceIds.shape;
    const vocabulary = logits.shape[2];
    const inputs = concat([context, hidden, ...(embedded === undefined ? [] : [embedded])], 2);
    const gate: Tensor3D = add(
      projectLast(inputs, matrix(parameters, this.kernelName)),
      vector(parameters, this.biasName),
    );
    const tokens = cast(oneHot(reshape<Rank.R1>(sourceIds, [batch * sourceTime]), vocabulary), 'float32');
    const copied = matMul(weights, reshape(tokens, [batch, sourceTime, vocabulary]));
    // log σ(x) = −softplus(−x), and log(e^a + e^b) = a + softplus(b − a).
    const written = sub(logSoftmax(logits), softplus(neg(gate)));
    const pointed = sub(log(add(copied, hardlyAny)), softplus(gate));
    return add(written, softplus(sub(pointed, written)));
  }
}
