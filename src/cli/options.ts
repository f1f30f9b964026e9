import { InvalidArgumentError, Option } from 'commander';

/** Parsers of option values for commander: what they throw becomes a message about the option, and exit code 2. */

export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(
        max === Number.MAX_SAFE_INTEGER
          ? `It takes a whole number of at least ${min}.`
          : `It takes a whole number from ${min} to ${max}.`,
      );
    return value;
  };
}

export function decimalNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max))
      throw new InvalidArgumentError(`It takes a number from ${min} to ${max}.`);
    return value;
  };
}

/** For options that may be given several times. */
export function collect<Value>(parse: (text: string) => Value): (text: string, earlier?: Value[]) => Value[] {
  return (text, earlier = []) => [...earlier, parse(text)];
}

const engineChoices = ['auto', 'tensorflow', 'wasm'] as const;
export type EngineChoice = (typeof engineChoices)[number];

export function engineOption(text = 'what computes; auto prefers tensorflow where it is installed'): Option {
  return new Option('--engine <name>', text).choices(engineChoices).default('auto');
}

const checkpointNames = ['best', 'last'] as const;
export type CheckpointName = (typeof checkpointNames)[number];

export function checkpointOption(): Option {
  return new Option('--checkpoint <name>', 'which checkpoint of the run')
    .choices(checkpointNames)
    .default('best');
}
