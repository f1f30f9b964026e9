import { gather, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Seq2SeqModel } from '../model/model';
import {
  logProbabilitiesAt,
  topLogProbabilities,
  topMaskedLogProbabilities,
} from '../ops/topLogProbabilities';
import type { NamedTensors, Step } from '../step/step';
import { encodedSpecs, findEncoded, findState, nameState, stateSpecs } from './encodedTensors';

export interface DecodeStepShape {
  readonly rows: number;
  readonly sourceTime: number;
  /** How many of the most probable next tokens are told; `forced`: how probable the next token is that is fed. */
  readonly candidates: number | 'forced';
  /** Whether the attention is told, if the model has any. */
  readonly attention: boolean;
  /** Whether rows continue the hypotheses of other rows. */
  readonly reorder: boolean;
  /** Size of the vocabulary when a mask over it is fed; undefined: none is. */
  readonly maskedVocabulary?: number | undefined;
}

/**
 * One step of all hypotheses. What is not wanted is neither computed nor read back.
 *
 * Feeds `previous_ids` `[rows]`, to reorder `parents` `[rows]` (the row whose state each hypothesis continues; of the same
 * source), with a mask `mask` `[rows, vocabulary]` (added to the log probabilities before the most probable are taken), and
 * what `makeEncodeStep` and the step before kept. Fetches `top_ids` and `top_log_probabilities` `[rows,
 * candidates]`, the most probable first, or, with `forced_positions` `[rows]` fed (row · vocabulary + id),
 * `forced_log_probabilities` `[rows]`; and `attention` `[rows, sourceTime]`. Keeps the new `state.*`.
 */
export function makeDecodeStep(model: Seq2SeqModel, shape: DecodeStepShape): Step {
  const { rows, sourceTime, candidates, attention, reorder, maskedVocabulary } = shape;
  const perRow = { shape: [rows], dtype: 'int32' as const };
  return {
    name: 'decode',
    feeds: {
      previous_ids: perRow,
      ...(reorder ? { parents: perRow } : {}),
      ...(candidates === 'forced' ? { forced_positions: perRow } : {}),
      ...(maskedVocabulary === undefined
        ? {}
        : { mask: { shape: [rows, maskedVocabulary], dtype: 'float32' as const } }),
      ...encodedSpecs(model, rows, sourceTime),
      ...stateSpecs(model, rows, sourceTime),
    },
    body: (variables, feeds) => {
      const state = findState(model, feeds);
      if (reorder)
        for (const name of Object.keys(state))
          state[name] = gather(state[name]!, feeds['parents'] as Tensor1D);
      const result = model.decodeStep(
        variables,
        findEncoded(feeds),
        state,
        feeds['previous_ids'] as Tensor1D,
      );
      return {
        fetches: {
          ...nextTokens(result.logits, candidates, feeds),
          ...(attention && result.attention !== undefined ? { attention: result.attention } : {}),
        },
        kept: nameState(result.state),
      };
    },
  };
}

function nextTokens(
  logits: Tensor2D,
  candidates: DecodeStepShape['candidates'],
  feeds: NamedTensors,
): NamedTensors {
  if (candidates === 'forced') {
    const positions = feeds['forced_positions'] as Tensor1D;
    return { forced_log_probabilities: logProbabilitiesAt(logits, positions) };
  }
  const mask = feeds['mask'] as Tensor2D | undefined;
  const { logProbabilities, ids } =
    mask === undefined
      ? topLogProbabilities(logits, candidates)
      : topMaskedLogProbabilities(logits, mask, candidates);
  return { top_ids: ids, top_log_probabilities: logProbabilities };
}
