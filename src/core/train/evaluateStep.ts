import { sum } from '@tensorflow/tfjs-core';
import type { Seq2SeqModel } from '../model/model';
import type { Step } from '../step/step';
import { batchSpecs, batchTensors, type BatchShape } from '../model/batchSpecs';
import { targetTokens, tokenHits, tokenLosses } from './loss';

/**
 * The loss of a batch under teacher forcing, without dropout. Feeds: `batchFeeds`.
 * Fetches `loss_sum` (nats), `target_tokens`, `correct_tokens`, and by token `token_loss` and `token_hit` (1 if it has the
 * highest logit) `[batch, targetTime]`, 0 at padding.
 */
export function makeEvaluateStep(model: Seq2SeqModel, shape: BatchShape): Step {
  return {
    name: 'evaluate',
    feeds: batchSpecs(shape),
    body: (variables, feeds) => {
      const { source, targetInputIds, targets } = batchTensors(feeds);
      const { encoded, state } = model.encode(variables, source);
      const logits = model.decodeTeacherForced(variables, encoded, state, targetInputIds);
      const losses = tokenLosses(logits, targets);
      const hits = tokenHits(logits, targets);
      return {
        fetches: {
          loss_sum: sum(losses),
          target_tokens: targetTokens(targets.lengths),
          correct_tokens: sum(hits),
          token_loss: losses,
          token_hit: hits,
        },
      };
    },
  };
}
