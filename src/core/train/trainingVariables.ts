import type { TrainingConfig } from '../config/schema';
import { initializeParameters } from '../model/initializeParameters';
import type { Seq2SeqModel } from '../model/model';
import type { VariableValue } from '../step/engine';
import type { Checkpoint } from './checkpoint';
import { initialSlots } from './optimizers';

type Values = ReadonlyMap<string, VariableValue>;

/** Parameters, then optimizer slots, at the beginning of a training. */
export function initialVariables(
  model: Seq2SeqModel,
  training: TrainingConfig,
  randomSeed: number,
): Map<string, VariableValue> {
  return new Map([
    ...initializeParameters(model.parameters, randomSeed),
    ...initialSlots(model.parameters, training),
  ]);
}

/**
 * The same of a checkpoint, in the same order.
 * @throws Error naming the first tensor that the model lacks, that the checkpoint lacks, or that has another shape
 */
export function restoredVariables(
  model: Seq2SeqModel,
  training: TrainingConfig,
  checkpoint: Pick<Checkpoint, 'weights' | 'optimizer'>,
): Map<string, VariableValue> {
  return new Map([
    ...matching('weights', model.parameters, checkpoint.weights),
    ...matching(
      'optimizer state',
      [...initialSlots(model.parameters, training)].map(([name, { shape }]) => ({ name, shape })),
      checkpoint.optimizer,
    ),
  ]);
}

/** The weights of a checkpoint in the model's order, checked against it. @throws Error as {@link restoredVariables} */
export function restoredWeights(model: Seq2SeqModel, weights: Values): Map<string, VariableValue> {
  return matching('weights', model.parameters, weights);
}

/** Splits an engine's variables as a checkpoint stores them. */
export function splitVariables(
  model: Seq2SeqModel,
  variables: Values,
): Pick<Checkpoint, 'weights' | 'optimizer'> {
  const parameters = new Set(model.parameters.map(({ name }) => name));
  const entries = [...variables];
  return {
    weights: new Map(entries.filter(([name]) => parameters.has(name))),
    optimizer: new Map(entries.filter(([name]) => !parameters.has(name))),
  };
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
