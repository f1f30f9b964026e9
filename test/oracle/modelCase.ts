import {
  effectiveCondition,
  type Condition,
  type ConfigInput,
  type ModelConfig,
} from '../../src/core/config/schema';
import type { Batch } from '../../src/core/data/batch';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import type { VariableValue } from '../../src/core/step/engine';
import { batchFeeds, batchSpecs } from '../../src/core/model/batchSpecs';
import { trainableOf } from '../../src/core/train/batchGradients';
import { modelConfig, randomBatch, randomNumbers, trainingConfig } from '../support/seq2seqFixture';
import { askOracle, type OracleReply, type OracleTensor } from './python';

/** One comparison of a model with formulas in Python. */
export interface ModelCase {
  readonly name: string;
  /** Cases of one group are one test; default: each is its own. */
  readonly group?: string;
  /** What the script has to know, as JSON. */
  readonly options: unknown;
  /** The same whenever it is called with a seed: the place of the case in the list. */
  readonly problem: (seed: number) => ModelProblem;
  /** How the loss is normalised and smoothed, and the optimizer of the updates; defaults are the config's. */
  readonly training?: ConfigInput['training'];
  /** How many updates are compared after the first pass; default none. */
  readonly updates?: number;
  /** Seed and step of dropout; default: none is applied. */
  readonly dropout?: readonly [number, number];
}

export interface ModelProblem {
  readonly model: Seq2SeqModel;
  readonly weights: Map<string, VariableValue>;
  readonly batch: Batch;
  /** Whatever else the script gets beside the batch. */
  readonly inputs?: Readonly<Record<string, OracleTensor>>;
}

/** A case whose source and target are text. */
export interface TextCase extends ModelCase {
  readonly options: { readonly model: ModelConfig; readonly condition: Condition };
}

export const vocabularySize = 9;
export const textSizes = { batchSize: 8, sourceTime: 6, targetTime: 4 };

export function textCase(
  name: string,
  config: ConfigInput['model'],
  rest: Partial<Pick<ModelCase, 'training' | 'updates' | 'dropout' | 'problem'>> = {},
): TextCase {
  const model = modelConfig(config);
  return {
    name,
    options: { model, condition: effectiveCondition(model.decoder) },
    problem: (seed) => textProblem(model, seed),
    ...rest,
  };
}

/** The model with random weights, and a batch. */
export function textProblem(config: ModelConfig, seed: number): ModelProblem {
  const sizes = { sourceVocabularySize: vocabularySize, targetVocabularySize: vocabularySize };
  const model = buildModel(config, sizes);
  return {
    model,
    weights: randomWeights(model, seed),
    batch: randomBatch({ ...textSizes, vocabularySize, seed }),
  };
}

/** Initial weights for comparisons: nothing is zero, and no two scores of an attention are almost equal. */
export function randomWeights(model: Seq2SeqModel, seed: number): Map<string, VariableValue> {
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    // Else its gradients are differences of almost equal numbers.
    if (/^(decoder\.attention|encoder\.pooling)\./.test(name))
      values.forEach((value, index) => (values[index] = 1.5 * (value === 0 ? random() - 0.5 : value)));
    else if (/(bias|norm)$/.test(name))
      values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return weights;
}

/** What the formulas of a script say about all cases, asked once; tensors are named `<index of the case>/<name>`. */
export function askAboutModels(script: `${string}.py`, cases: readonly ModelCase[]): Promise<OracleReply> {
  const problems = cases.map(({ problem }, index) => problem(index));
  const tensors = problems.flatMap(({ weights, batch, inputs = {} }, index): [string, OracleTensor][] => {
    const specs = batchSpecs(batch);
    return [
      ...[...weights].map(([name, value]): [string, OracleTensor] => [`${index}/weight.${name}`, value]),
      ...Object.entries(batchFeeds(batch)).map(([name, values]): [string, OracleTensor] => [
        `${index}/batch.${name}`,
        { shape: specs[name]!.shape, values },
      ]),
      ...Object.entries(inputs).map(([name, value]): [string, OracleTensor] => [
        `${index}/batch.${name}`,
        value,
      ]),
    ];
  });
  const options = cases.map(({ options, training, updates = 0 }, index) => ({
    options,
    training: trainingConfig(training),
    updates,
    trainable: trainableOf(problems[index]!.model).map(({ name }) => name),
  }));
  return askOracle(script, { options, tensors: Object.fromEntries(tensors) });
}
