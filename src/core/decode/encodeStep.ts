import { gather, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Seq2SeqModel } from '../model/model';
import type { Step } from '../step/step';
import { nameEncoded, nameState } from './encodedTensors';

/**
 * Encodes sources and lays them out for decoding, one row for each hypothesis.
 *
 * Feeds `source_ids` `[sources, sourceTime]`, `source_lengths` `[sources]` and `rows` `[rows]`: the source of each row
 * (several hypotheses of a beam share one). Fetches nothing; keeps `encoded.*` and `state.*` for `makeDecodeStep`.
 */
export function makeEncodeStep(
  model: Seq2SeqModel,
  { sources, rows, sourceTime }: { sources: number; rows: number; sourceTime: number },
): Step {
  return {
    name: 'encode',
    feeds: {
      source_ids: { shape: [sources, sourceTime], dtype: 'int32' },
      source_lengths: { shape: [sources], dtype: 'int32' },
      rows: { shape: [rows], dtype: 'int32' },
    },
    body: (variables, feeds) => {
      const { encoded, state } = model.encode(variables, {
        ids: feeds['source_ids'] as Tensor2D,
        lengths: feeds['source_lengths'] as Tensor1D,
      });
      const kept: Record<string, Tensor> = {};
      for (const [name, tensor] of Object.entries({ ...nameEncoded(encoded), ...nameState(state) }))
        kept[name] = gather(tensor, feeds['rows'] as Tensor1D);
      return { fetches: {}, kept };
    },
  };
}
