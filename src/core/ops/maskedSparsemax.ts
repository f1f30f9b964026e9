import {
  add,
  cast,
  div,
  greater,
  matMul,
  max,
  maximum,
  mul,
  relu,
  reshape,
  sub,
  sum,
  tensor1d,
  tensor2d,
  topk,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/** Far below any score, and still finite. */
const farBelow = 1e9;
/** Below the largest score: the threshold is at most 1 below it, so that what is lower takes no part, however low. */
const below = 2;

/**
 * Sparsemax over the last axis (Martins & Astudillo 2016): the point of the probability simplex nearest to the scores, exact,
 * with zeros where scores are low. Only positions with mask 1 take part: weights are 0 elsewhere, and all 0 in a row without
 * any token.
 * @param scores `[batch, steps, sourceTime]`
 * @param mask `[batch, 1, sourceTime]`, 1 at tokens, 0 at padding
 */
export function maskedSparsemax(scores: Tensor3D, mask: Tensor3D): Tensor3D {
  return withGradient(
    [scores],
    () => {
      const weights = project(scores, mask);
      return { value: weights, saved: { weights } };
    },
    (dy, { weights }) => [gradient(dy, weights)],
  );
}

/**
 * Algorithm 1 of the paper: of the scores in falling order, the first k are the support as long as 1 + k·z_k is above their
 * sum; the threshold is (their sum − 1)/k.
 */
function project(scores: Tensor3D, mask: Tensor3D): Tensor3D {
  const [batch, steps, size] = scores.shape;
  const masked = add(scores, mul(sub(mask, 1), farBelow));
  const z = reshape<Rank.R2>(maximum(sub(masked, max(masked, -1, true)), -below), [batch * steps, size]);
  const falling = topk(z, size, true).values;
  const rank = tensor1d(Float32Array.from({ length: size }, (_, index) => index + 1));
  const support = cast(greater(add(mul(falling, rank), 1), runningSum(falling)), 'float32');
  const total = sum(mul(falling, support), -1, true);
  const threshold = div(sub(total, 1), sum(support, -1, true));
  return mul(reshape(relu(sub(z, threshold)), scores.shape), mask);
}

/** Sums of the columns up to each, as a product: tfjs-backend-wasm's own op corrupts its memory. */
function runningSum(rows: Tensor2D): Tensor2D {
  const size = rows.shape[1];
  const upTo = Float32Array.from({ length: size * size }, (_, index) =>
    Math.floor(index / size) <= index % size ? 1 : 0,
  );
  return matMul(rows, tensor2d(upTo, [size, size]));
}

/** s ∘ (dy − mean of dy over the support s), proposition 2 of the paper. */
function gradient(dy: Tensor, weights: Tensor): Tensor {
  const support = cast(greater(weights, 0), 'float32');
  const count = maximum(sum(support, -1, true), 1);
  return mul(support, sub(dy, div(sum(mul(dy, support), -1, true), count)));
}
