import type { CompareRun, ConfigValue } from '../../src/protocol/compare';

type ConfigOf = Pick<CompareRun, 'config'>;

/** Keys of configs whose values are not the same in all of these runs; a key that a run lacks counts as another value. */
export function changedKeys(runs: readonly ConfigOf[]): string[] {
  return allKeys(runs).filter((key) => runs.some(({ config }) => config[key] !== runs[0]?.config[key]));
}

/** All keys of the configs of these runs, in the order of the first that has them. */
export function allKeys(runs: readonly ConfigOf[]): string[] {
  return [...new Set(runs.flatMap(({ config }) => Object.keys(config)))];
}

/** How a value of a config stands against the baseline's. */
export type Difference = 'same' | 'changed' | 'added' | 'removed';

export function difference(value: ConfigValue | undefined, baseline: ConfigValue | undefined): Difference {
  if (value === baseline) return 'same';
  if (baseline === undefined) return 'added';
  return value === undefined ? 'removed' : 'changed';
}

/** A value of a config as text. */
export function configText(value: ConfigValue | undefined): string {
  return value === undefined ? '–' : value === null ? 'null' : String(value);
}
