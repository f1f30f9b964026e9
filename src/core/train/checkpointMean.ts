import type { TrainingConfig } from '../config/schema';
import type { VariableValue } from '../step/engine';
import type { LoopState } from './checkpoint';
import { averageName, keepsAverages } from './movingAverages';
import type { TrainingRun } from './trainingRun';
import { splitVariables, validatedWeights } from './trainingVariables';
import type { Validation, Validator } from './validate';

type Values = ReadonlyMap<string, VariableValue>;

/** Weights that are the mean of those of several checkpoints, and what a validation says of them. */
export interface CheckpointMean {
  readonly weights: Values;
  readonly validation: Validation;
}

/** The steps of which a checkpoint is averaged at the end of training, after another one at `step`. */
export function recentCheckpoints(
  { average_last_checkpoints: count }: TrainingConfig,
  { recentCheckpoints: before = [] }: LoopState,
  step: number,
): readonly number[] | undefined {
  return count === undefined ? undefined : [...before, step].slice(-count);
}

/**
 * Validates the mean of the weights of a training's last checkpoints, the one that is about to be made included; the
 * engine's variables are afterwards what they were. (Junczys-Dowmunt, Dwojak & Sennrich 2016 average checkpoints so.)
 * @param steps of the checkpoints, the last one's weights being in the engine
 * @returns undefined when given up
 * @throws Error when one of them can't be read
 */
export async function validateMean(
  run: TrainingRun,
  steps: readonly number[],
  validator: Validator,
  goOn: () => Promise<boolean>,
): Promise<CheckpointMean | undefined> {
  const { engine, model, config, readCheckpoint } = run;
  const { training } = config;
  if (readCheckpoint === undefined) throw new Error('earlier checkpoints are out of reach');
  const variables = engine.readVariables();
  const read = [splitVariables(model, training, variables)];
  for (const step of steps.slice(0, -1)) read.push(await readCheckpoint(step));
  const weights = meanOf(read.map((stored) => validatedWeights(model, training, stored)));
  const nameOf = (parameter: string): string =>
    keepsAverages(training) && variables.has(averageName(parameter)) ? averageName(parameter) : parameter;
  engine.writeVariables(new Map([...weights].map(([name, value]) => [nameOf(name), value])));
  try {
    const validation = await validator.validate(goOn);
    return validation === undefined ? undefined : { weights, validation };
  } finally {
    engine.writeVariables(variables);
  }
}

/** Element by element, added up in double precision. */
function meanOf(all: readonly Values[]): Map<string, VariableValue> {
  const names = [...(all[0]?.keys() ?? [])];
  return new Map(
    names.map((name) => {
      const values = all.map((weights) => weights.get(name)!);
      const { shape } = values[0]!;
      const sums = new Float64Array(values[0]!.values.length);
      for (const { values: summands } of values)
        for (let index = 0; index < sums.length; index++) sums[index]! += summands[index]!;
      return [name, { shape, values: Float32Array.from(sums, (sum) => sum / all.length) }];
    }),
  );
}
