import type { TrainingConfig } from '../config/schema';
import { initializeParameters } from '../model/initializeParameters';
import type { Seq2SeqModel } from '../model/model';
import type { VariableValue } from '../step/engine';
import { initialAccumulators } from './accumulatedSteps';
import { trainableOf } from './batchGradients';
import type { Checkpoint } from './checkpoint';
import { averageName, keepsAverages } from './movingAverages';
import { initialSlots } from './optimizers';

type Values = ReadonlyMap<string, VariableValue>;
type StoredVariables = Pick<Checkpoint, 'weights' | 'optimizer'>;

/** Parameters, then what training needs beside them, at the beginning of a training. */
export function initialVariables(
  model: Seq2SeqModel,
  training: TrainingConfig,
  randomSeed: number,
): Map<string, VariableValue> {
  return initialTrainingState(model, training, initializeParameters(model.parameters, randomSeed));
}

/** The same with given parameters. */
export function initialTrainingState(
  model: Seq2SeqModel,
  training: TrainingConfig,
  parameters: Values,
): Map<string, VariableValue> {
  return new Map([
    ...parameters,
    ...initialSlots(model.parameters, training),
    ...(keepsAverages(training) ? renamed(model, averageName, parameters) : []),
    ...initialAccumulators(model.parameters, training),
  ]);
}

/**
 * The same of a checkpoint, in the same order.
 * @throws Error naming the first tensor that the model lacks, that the checkpoint lacks, or that has another shape
 */
export function restoredVariables(
  model: Seq2SeqModel,
  training: TrainingConfig,
  checkpoint: StoredVariables,
): Map<string, VariableValue> {
  const { parameters, averages, slots } = unpacked(model, training, checkpoint);
  return new Map([
    ...parameters,
    ...matching(
      'optimizer state',
      [...initialSlots(model.parameters, training)].map(([name, { shape }]) => ({ name, shape })),
      slots,
    ),
    ...(averages === undefined ? [] : renamed(model, averageName, averages)),
    ...initialAccumulators(model.parameters, training),
  ]);
}

/** The weights of a checkpoint in the model's order, checked against it. @throws Error as {@link restoredVariables} */
export function restoredWeights(model: Seq2SeqModel, weights: Values): Map<string, VariableValue> {
  return matching('weights', model.parameters, weights);
}

/** What a checkpoint's step was validated with: the moving averages where there are any, never a mean of checkpoints. */
export function validatedWeights(
  model: Seq2SeqModel,
  training: TrainingConfig,
  checkpoint: StoredVariables,
): Map<string, VariableValue> {
  const { parameters, averages } = unpacked(model, training, checkpoint);
  return averages ?? parameters;
}

/**
 * Splits an engine's variables as a checkpoint stores them.
 * @param mean weights that the model is to be used with instead of the parameters or their moving averages
 */
export function splitVariables(
  model: Seq2SeqModel,
  training: TrainingConfig,
  variables: Values,
  mean?: Values,
): StoredVariables {
  const trained = new Map(model.parameters.map(({ name }) => [name, variables.get(name)!]));
  const averages = keepsAverages(training)
    ? new Map(
        [...trained.keys()].map((name) => [name, variables.get(averageName(name)) ?? trained.get(name)!]),
      )
    : undefined;
  const slots = [...initialSlots(model.parameters, training).keys()].map(
    (name) => [name, variables.get(name)!] as const,
  );
  const weights = mean ?? averages ?? trained;
  return {
    weights,
    optimizer: new Map([
      ...slots,
      ...(weights === trained ? [] : renamed(model, unaveragedName, trained)),
      ...(averages === undefined || weights === averages ? [] : renamed(model, averageName, averages)),
    ]),
  };
}

function unaveragedName(parameter: string): string {
  return `unaveraged.${parameter}`;
}

/** Of trained parameters: the others have no average. */
function renamed(
  model: Seq2SeqModel,
  rename: (parameter: string) => string,
  values: Values,
): [string, VariableValue][] {
  return trainableOf(model).map(({ name }) => [rename(name), values.get(name)!]);
}

/** The inverse of `splitVariables`. */
function unpacked(
  model: Seq2SeqModel,
  training: TrainingConfig,
  { weights, optimizer }: StoredVariables,
): {
  readonly parameters: Map<string, VariableValue>;
  readonly averages: Map<string, VariableValue> | undefined;
  readonly slots: Values;
} {
  const used = restoredWeights(model, weights);
  const slots = new Map(optimizer);
  /** The weights, with what is stored under other names instead. */
  const replaced = (rename: (parameter: string) => string, isNeeded: boolean): Map<string, VariableValue> => {
    const specs = trainableOf(model).map(({ name, shape }) => ({ name: rename(name), shape }));
    const found = new Map(specs.flatMap(({ name }) => (slots.has(name) ? [[name, slots.get(name)!]] : [])));
    for (const name of found.keys()) slots.delete(name);
    if (found.size === 0 && !isNeeded) return used;
    const checked = matching('optimizer state', specs, found);
    return new Map([...used].map(([name, value]) => [name, checked.get(rename(name)) ?? value]));
  };
  const parameters = replaced(unaveragedName, keepsAverages(training));
  const averages = replaced(averageName, false);
  return { parameters, averages: keepsAverages(training) ? averages : undefined, slots };
}

function matching(
  what: string,
  expected: readonly { readonly name: string; readonly shape: readonly number[] }[],
  found: Values,
): Map<string, VariableValue> {
  const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
  const remedy = 'The model or the vocabulary has changed since: train anew instead of resuming.';
  const matched = new Map<string, VariableValue>();
  for (const { name, shape } of expected) {
    const value = found.get(name);
    if (value === undefined)
      throw new Error(`The checkpoint's ${what} lack ${name} ${shapeText(shape)}. ${remedy}`);
    if (shapeText(value.shape) !== shapeText(shape))
      throw new Error(
        `${name} is ${shapeText(value.shape)} in the checkpoint's ${what}, but the model needs ${shapeText(shape)}. ${remedy}`,
      );
    matched.set(name, value);
  }
  const unknown = [...found.keys()].find((name) => !matched.has(name));
  if (unknown !== undefined)
    throw new Error(`The checkpoint's ${what} hold ${unknown}, which the model does not have. ${remedy}`);
  return matched;
}
