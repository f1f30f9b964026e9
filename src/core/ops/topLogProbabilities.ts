import {
  add,
  engine,
  gather,
  logSoftmax,
  reshape,
  topk,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';

/**
 * Fused kernel that a backend may have: `{logits [rows, vocabulary]}`, `{k}` → `[logProbabilities [rows, k], ids int32
 * [rows, k]]`.
 */
export const topLogProbabilitiesKernel = 'TopLogProbabilities';

/** Beyond so many, sorting is faster than the kernel, which is made for few: its work grows with k². */
const mostRanked = 512;

export interface TopLogProbabilities {
  /** `[rows, k]` natural logs of softmax(logits), falling. */
  readonly logProbabilities: Tensor2D;
  /** int32 `[rows, k]` their columns; the lowest first among equal log probabilities. */
  readonly ids: Tensor2D;
}

/**
 * The most probable columns of each row under softmax(logits), so that no more than that need be read back. It has no
 * gradient.
 * @param logits `[rows, vocabulary]`
 * @param k at most the size of the vocabulary
 */
export function topLogProbabilities(logits: Tensor2D, k: number): TopLogProbabilities {
  if (k > mostRanked || !hasKernel(topLogProbabilitiesKernel)) return composeTopLogProbabilities(logits, k);
  const [logProbabilities, ids] = engine().runKernel<[Tensor2D, Tensor2D]>(
    topLogProbabilitiesKernel,
    { logits },
    { k },
  );
  return { logProbabilities, ids };
}

/** The reference, of tfjs's own ops. */
export function composeTopLogProbabilities(logits: Tensor2D, k: number): TopLogProbabilities {
  const { values, indices } = topk(logSoftmax(logits), k);
  return { logProbabilities: values, ids: indices };
}

/**
 * The same of what a mask leaves: its columns keep the probability that they have among all, so that a hypothesis is as
 * probable as it would be without the mask. Masked columns (−∞) come last, with log probability −∞.
 * @param logits `[rows, vocabulary]`
 * @param mask `[rows, vocabulary]` 0 or −∞
 * @param k at most the size of the vocabulary
 */
export function topMaskedLogProbabilities(logits: Tensor2D, mask: Tensor2D, k: number): TopLogProbabilities {
  const { values, indices } = topk(add<Tensor2D>(logSoftmax(logits), mask), k);
  return { logProbabilities: values, ids: indices };
}

/**
 * Natural log of each row's probability of one column: `[rows]`.
 * @param logits `[rows, vocabulary]`
 * @param positions int32 `[rows]`: row · vocabulary + column
 */
export function logProbabilitiesAt(logits: Tensor2D, positions: Tensor1D): Tensor1D {
  return gather(reshape(logSoftmax(logits), [logits.size]), positions);
}
