import type { NtmSeq2Seq } from '../model/ntm/ntmSeq2Seq';
import type { Step } from '../step/step';
import { batchSpecs, batchTensors, type BatchShape } from '../model/batchSpecs';

/**
 * What a Neural Turing Machine does while it reads the source and writes a target. Feeds: `batchFeeds`. Fetches `weightings`
 * `[batch, sourceTime + targetTime, heads, rows]`, reading heads first, of which each sums to 1 over the rows, and `memory`
 * `[batch, sourceTime + targetTime, rows, width]`, as it is after each step.
 */
export function makeTraceStep(model: NtmSeq2Seq, shape: BatchShape): Step {
  return {
    name: 'trace',
    feeds: batchSpecs(shape),
    body: (variables, feeds) => {
      const { source, targetInputIds } = batchTensors(feeds);
      return { fetches: { ...model.trace(variables, source, targetInputIds) } };
    },
  };
}
