import { gather, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import type { Seq2SeqModel } from '../model/model';
import type { Step } from '../step/step';
import { sourceSpecs, sourceTensors } from '../model/batchSpecs';
import { nameEncoded, nameState } from './encodedTensors';

export interface EncodeStepShape {
  readonly sources: number;
  /** Hypotheses, of which several may share a source. */
  readonly rows: number;
  readonly sourceTime: number;
  /** Numbers of each source position; undefined where ids are all there is. */
  readonly featureSize?: number | undefined;
}

/**
 * Encodes sources and lays them out for decoding, one row for each hypothesis.
 *
 * Feeds `source_ids` `[sources, sourceTime]`, where there are any `source_features` `[sources, sourceTime, featureSize]`,
 * `source_lengths` `[sources]` and, unless each source has one row, `rows` `[rows]`: the source of each. Fetches nothing;
 * keeps `encoded.*` and `state.*` for `makeDecodeStep`.
 */
export function makeEncodeStep(
  model: Seq2SeqModel,
  { sources, rows, sourceTime, featureSize }: EncodeStepShape,
): Step {
  const shared = rows !== sources;
  return {
    name: 'encode',
    feeds: {
      ...sourceSpecs({ batchSize: sources, sourceTime, featureSize }),
      ...(shared ? { rows: { shape: [rows], dtype: 'int32' as const } } : {}),
    },
    body: (variables, feeds) => {
      const { encoded, state } = model.encode(variables, sourceTensors(feeds));
      const kept: Record<string, Tensor> = { ...nameEncoded(encoded), ...nameState(state) };
      if (shared)
        for (const name of Object.keys(kept)) kept[name] = gather(kept[name]!, feeds['rows'] as Tensor1D);
      return { fetches: {}, kept };
    },
  };
}
