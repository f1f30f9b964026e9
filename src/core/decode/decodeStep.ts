import { gather, logSoftmax, type Tensor1D } from '@tensorflow/tfjs-core';
import type { Seq2SeqModel } from '../model/model';
import type { Step } from '../step/step';
import { encodedSpecs, findEncoded, findState, nameState, stateSpecs } from './encodedTensors';

/**
 * One step of all hypotheses.
 *
 * Feeds `previous_ids` `[rows]`, `parents` `[rows]` (the row whose state each hypothesis continues; of the same source)
 * and what `makeEncodeStep` and the step before kept. Fetches `log_probabilities` `[rows, vocabulary]` and, with
 * attention, `attention` `[rows, sourceTime]`; keeps the new `state.*`.
 */
export function makeDecodeStep(
  model: Seq2SeqModel,
  { rows, sourceTime }: { rows: number; sourceTime: number },
): Step {
  return {
    name: 'decode',
    feeds: {
      previous_ids: { shape: [rows], dtype: 'int32' },
      parents: { shape: [rows], dtype: 'int32' },
      ...encodedSpecs(model, rows, sourceTime),
      ...stateSpecs(model, rows),
    },
    body: (variables, feeds) => {
      const state = findState(model, feeds);
      for (const name of Object.keys(state)) state[name] = gather(state[name]!, feeds['parents'] as Tensor1D);
      const result = model.decodeStep(
        variables,
        findEncoded(feeds),
        state,
        feeds['previous_ids'] as Tensor1D,
      );
      return {
        fetches: {
          log_probabilities: logSoftmax(result.logits),
          ...(result.attention === undefined ? {} : { attention: result.attention }),
        },
        kept: nameState(result.state),
      };
    },
  };
}
