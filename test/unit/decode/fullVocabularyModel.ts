import { gather, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import type { SourceBatch } from '../../../src/core/decode/decodingModel';
import {
  encodedSpecs,
  findEncoded,
  findState,
  nameState,
  stateSpecs,
} from '../../../src/core/decode/encodedTensors';
import { makeEncodeStep } from '../../../src/core/decode/encodeStep';
import type { Seq2SeqModel } from '../../../src/core/model/model';
import { topLogProbabilities } from '../../../src/core/ops/topLogProbabilities';
import type { Engine, EngineTensor } from '../../../src/core/step/engine';
import type { Step } from '../../../src/core/step/step';
import type { FullVocabularyModel } from './fullVocabularySearch';

/** Weights ten times as large: freshly initialised, a model finds all tokens about equally probable. */
export function sharpen(engine: Engine): void {
  const variables = engine.readVariables();
  engine.writeVariables(
    new Map(
      [...variables].map(([name, { shape, values }]) => [name, { shape, values: values.map((x) => 10 * x) }]),
    ),
  );
}

/** A model on an engine as a search by the whole vocabulary wants it. */
export function fullVocabularyModel(
  engine: Engine,
  model: Seq2SeqModel,
  vocabularySize: number,
): FullVocabularyModel {
  const decodeStep = (rows: number, sourceTime: number): Step => ({
    name: 'full',
    feeds: {
      previous_ids: { shape: [rows], dtype: 'int32' },
      parents: { shape: [rows], dtype: 'int32' },
      ...encodedSpecs(model, rows, sourceTime),
      ...stateSpecs(model, rows, sourceTime),
    },
    body: (variables, feeds) => {
      const state: Record<string, Tensor> = findState(model, feeds);
      for (const name of Object.keys(state)) state[name] = gather(state[name]!, feeds['parents'] as Tensor1D);
      const next = model.decodeStep(variables, findEncoded(feeds), state, feeds['previous_ids'] as Tensor1D);
      // By the same op, so that the numbers are the same to the bit; of the whole vocabulary.
      const { ids, logProbabilities } = topLogProbabilities(next.logits, vocabularySize);
      return {
        fetches: {
          ids,
          log_probabilities: logProbabilities,
          ...(next.attention === undefined ? {} : { attention: next.attention }),
        },
        kept: nameState(next.state),
      };
    },
  });
  return {
    vocabularySize,
    begin: ({ batchSize, sourceTime, sourceIds, sourceLengths }: SourceBatch, rowsPerSource) => {
      const rows = batchSize * rowsPerSource;
      const { kept } = engine.compile(makeEncodeStep(model, { sources: batchSize, rows, sourceTime })).run({
        source_ids: sourceIds,
        source_lengths: sourceLengths,
        ...(rowsPerSource === 1
          ? {}
          : { rows: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / rowsPerSource)) }),
      });
      const step = engine.compile(decodeStep(rows, sourceTime));
      let tensors: Readonly<Record<string, EngineTensor>> = kept;
      return {
        step: (previousIds, parents) => {
          const result = step.run({ previous_ids: previousIds, parents, ...tensors });
          for (const name of Object.keys(result.kept)) tensors[name]?.dispose();
          tensors = { ...tensors, ...result.kept };
          const logProbabilities = new Float32Array(rows * vocabularySize);
          result.fetches['ids']!.forEach((id, place) => {
            const first = place - (place % vocabularySize);
            logProbabilities[first + id] = result.fetches['log_probabilities']![place]!;
          });
          return {
            logProbabilities,
            attention: result.fetches['attention'] as Float32Array | undefined,
          };
        },
        dispose: () => {
          for (const tensor of Object.values(tensors)) tensor.dispose();
        },
      };
    },
  };
}
