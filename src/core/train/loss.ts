import {
  argMax,
  cast,
  equal,
  greater,
  maximum,
  mul,
  reshape,
  scalar,
  sum,
  transpose,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { Targets } from '../model/model';
import { sequenceMask } from '../model/sequenceMask';
import { smoothingPenalty } from '../ops/smoothingPenalty';
import { tokenCrossEntropy } from '../ops/tokenCrossEntropy';

/**
 * Negative log likelihood of each reference token, 0 at padding: `[batch, targetTime]`, in nats.
 * @param logits `[batch, targetTime, vocabulary]`
 */
export function tokenLosses(logits: Tensor3D, { outputIds, lengths }: Targets): Tensor2D {
  const [batch, time, vocabulary] = logits.shape;
  const positions = batch * time;
  const losses = tokenCrossEntropy(reshape(logits, [positions, vocabulary]), reshape(outputIds, [positions]));
  return mul(reshape(losses, [batch, time]), targetMask(lengths, time));
}

/**
 * What label smoothing adds to `tokenLosses`: `[batch, targetTime]`, 0 at padding.
 * @param logits `[batch, targetTime, vocabulary]`
 */
export function smoothingPenalties(
  logits: Tensor3D,
  { outputIds, lengths }: Targets,
  smoothing: number,
): Tensor2D {
  const [batch, time, vocabulary] = logits.shape;
  const positions = batch * time;
  const penalties = smoothingPenalty(
    reshape(logits, [positions, vocabulary]),
    reshape(outputIds, [positions]),
    smoothing,
  );
  return mul(reshape(penalties, [batch, time]), targetMask(lengths, time));
}

/**
 * What looking twice at the same tokens costs: `[batch, targetTime]`, 0 at padding (See, Liu & Manning 2017, eq. 12 and 13).
 * @param overlap of each step's attention with that of earlier ones, `[batch, targetTime]`
 */
export function coveragePenalties(overlap: Tensor2D, { lengths }: Targets, weight: number): Tensor2D {
  return mul(mul<Tensor2D>(overlap, weight), targetMask(lengths, overlap.shape[1]));
}

/** 1 at reference tokens with the highest logit, 0 elsewhere: `[batch, targetTime]` float32. */
export function tokenHits(logits: Tensor3D, { outputIds, lengths }: Targets): Tensor2D {
  const hits: Tensor2D = equal(argMax<Tensor2D>(logits, 2), outputIds);
  return mul(cast(hits, 'float32'), targetMask(lengths, logits.shape[1]));
}

/** How many reference tokens have the highest logit: scalar float32. */
export function correctTokens(logits: Tensor3D, targets: Targets): Scalar {
  return sum(tokenHits(logits, targets));
}

/** Reference tokens in the batch: scalar float32. */
export function targetTokens(lengths: Tensor1D): Scalar {
  return sum(cast(lengths, 'float32'));
}

/** What the summed loss is divided by: scalar float32, at least 1. */
export function lossDivisor(normalization: TrainingConfig['normalization'], lengths: Tensor1D): Scalar {
  switch (normalization) {
    case 'batch':
      return maximum(sum<Scalar>(cast(greater(lengths, 0), 'float32')), 1);
    case 'tokens':
      return maximum(targetTokens(lengths), 1);
    case 'none':
      return scalar(1);
  }
}

function targetMask(lengths: Tensor1D, time: number): Tensor2D {
  return transpose(sequenceMask(lengths, time));
}
