import type { Batch } from '../../src/core/data/batch';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import type { VariableValue } from '../../src/core/step/engine';
import { batchFeeds, batchSpecs } from '../../src/core/train/batchSpecs';
import { randomBatch, randomNumbers } from '../support/seq2seqFixture';
import { askOracle, type OracleReply, type OracleTensor } from './python';
import type { OracleCase } from './seq2seqCases';

export const vocabularySize = 9;
export const sizes = { batchSize: 8, sourceTime: 6, targetTime: 4 };

export interface Problem {
  readonly model: Seq2SeqModel;
  readonly weights: Map<string, VariableValue>;
  readonly batch: Batch;
}

/** The model of a case with random weights (biases too), and a batch; the same whenever it is asked for. */
export function problem(one: OracleCase, seed: number): Problem {
  const model = buildModel(one.model, {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    // Scores well apart: else the gradients of the attention are differences of almost equal numbers.
    if (name.startsWith('decoder.attention.'))
      values.forEach((value, index) => (values[index] = 1.5 * value));
    else if (name.endsWith('bias'))
      values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return { model, weights, batch: randomBatch({ ...sizes, vocabularySize, seed }) };
}

/** What PyTorch says about all cases, asked once; tensors are named `<index of the case>/<name>`. */
export async function askAboutCases(
  cases: readonly OracleCase[],
  seedOf: (index: number) => number,
): Promise<OracleReply> {
  const tensors = cases.flatMap((one, index): [string, OracleTensor][] => {
    const { weights, batch } = problem(one, seedOf(index));
    return [
      ...[...weights].map(([name, value]) => [`${index}/weight.${name}`, value] as [string, OracleTensor]),
      ...Object.entries(batchFeeds(batch)).map(([name, values]) => {
        const { shape } = batchSpecs(sizes)[name]!;
        return [`${index}/batch.${name}`, { shape, values }] as [string, OracleTensor];
      }),
    ];
  });
  return askOracle('seq2seq.py', { options: cases, tensors: Object.fromEntries(tensors) });
}
