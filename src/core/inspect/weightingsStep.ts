import type { NtmSeq2Seq } from '../model/ntm/ntmSeq2Seq';
import type { Step } from '../step/step';
import { batchSpecs, batchTensors, type BatchShape } from '../train/batchSpecs';

/**
 * Where the heads of a Neural Turing Machine are while it reads the source and writes the reference. Feeds: `batchFeeds`.
 * Fetches `weightings` `[batch, sourceTime + targetTime, heads, rows]`, reading heads first; the weights of all rows of the
 * memory sum to 1.
 */
export function makeWeightingsStep(model: NtmSeq2Seq, shape: BatchShape): Step {
  return {
    name: 'weightings',
    feeds: batchSpecs(shape),
    body: (variables, feeds) => {
      const { source, targetInputIds } = batchTensors(feeds);
      return { fetches: { weightings: model.weightings(variables, source, targetInputIds) } };
    },
  };
}
