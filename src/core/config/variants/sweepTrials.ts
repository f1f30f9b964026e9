import { seededRandom, type SeededRandom } from '../../data/seededRandom';
import { usualRandomTrials } from '../schema/sweepSchema';
import type { SweepConfig } from '../schema';
import type { ValueChange } from './changeValues';
import { dottedPath, sweptPaths } from './sweepPaths';

/** One combination of a sweep's values. */
export interface SweepTrial {
  /** Place among the trials, from 0. */
  readonly index: number;
  /** What sets it apart: `hidden_size=64, learning_rate=0.001`. */
  readonly label: string;
  /** By the keys of `sweep.parameters`. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly changes: readonly ValueChange[];
}

/** A space up to this size is shuffled as a whole; of a larger one combinations are drawn until there are enough. */
const largestShuffled = 100_000;

/** How many combinations there are in all. */
export function combinationCount({ parameters }: Pick<SweepConfig, 'parameters'>): number {
  return Object.values(parameters).reduce((product, values) => product * values.length, 1);
}

/** How many trials a sweep has. @param most instead of the config's `trials` */
export function trialCount(sweep: SweepConfig, most = sweep.trials): number {
  const all = Object.keys(sweep.parameters).length === 0 ? 0 : combinationCount(sweep);
  return Math.min(all, most ?? (sweep.method === 'grid' ? all : usualRandomTrials));
}

/**
 * The trials of a sweep, in an order that depends on nothing but the config: more of them begin with the same ones.
 * @param seed `random_seed` of the config
 * @param most instead of the config's `trials`
 */
export function sweepTrials(sweep: SweepConfig, seed: number, most = sweep.trials): SweepTrial[] {
  const count = trialCount(sweep, most);
  const lists = Object.values(sweep.parameters);
  const choices =
    sweep.method === 'grid'
      ? Array.from({ length: count }, (_, index) => gridChoice(index, lists))
      : randomChoices(count, lists, seed);
  const names = shortNames(Object.keys(sweep.parameters));
  return choices.map((choice, index) => describeTrial(index, choice, sweep.parameters, names));
}

function describeTrial(
  index: number,
  choice: readonly number[],
  parameters: SweepConfig['parameters'],
  names: ReadonlyMap<string, string>,
): SweepTrial {
  const chosen = Object.entries(parameters).map(
    ([key, values], place) => [key, values[choice[place] ?? 0]] as const,
  );
  return {
    index,
    label: chosen.map(([key, value]) => `${names.get(key) ?? key}=${valueText(value)}`).join(', '),
    values: Object.fromEntries(chosen),
    changes: chosen.flatMap(([key, value]) => sweptPaths(key).map((path) => ({ path, value }))),
  };
}

/** The digits of a number whose places have the lengths of the lists, the last one least. */
function gridChoice(index: number, lists: readonly (readonly unknown[])[]): number[] {
  let rest = index;
  return lists
    .toReversed()
    .map(({ length }) => {
      const digit = rest % length;
      rest = Math.floor(rest / length);
      return digit;
    })
    .reverse();
}

function randomChoices(count: number, lists: readonly (readonly unknown[])[], seed: number): number[][] {
  const random = seededRandom(seed, 'sweep');
  const all = lists.reduce((product, { length }) => product * length, 1);
  if (all <= largestShuffled)
    return drawnIndices(count, all, random).map((index) => gridChoice(index, lists));
  const drawn = new Map<string, number[]>();
  while (drawn.size < count) {
    const choice = lists.map(({ length }) => random.integer(length));
    drawn.set(choice.join(), choice);
  }
  return [...drawn.values()];
}

/** The beginning of a random order of 0 … all − 1. */
function drawnIndices(count: number, all: number, random: SeededRandom): number[] {
  const moved = new Map<number, number>();
  return Array.from({ length: count }, (_, index) => {
    const other = index + random.integer(all - index);
    const drawn = moved.get(other) ?? other;
    moved.set(other, moved.get(index) ?? index);
    return drawn;
  });
}

/** For each key the shortest end of its first path that no other key has. */
export function shortNames(keys: readonly string[]): Map<string, string> {
  const paths = keys.map((key) => dottedPath(sweptPaths(key)[0] ?? []).split('.'));
  const endOf = (path: readonly string[], length: number): string => path.slice(-length).join('.');
  return new Map(
    keys.map((key, place) => {
      const path = paths[place] ?? [];
      const lengths = path.map((_, index) => index + 1);
      const isAlone = (length: number): boolean =>
        paths.every((other, index) => index === place || endOf(other, length) !== endOf(path, length));
      return [key, endOf(path, lengths.find(isAlone) ?? path.length)];
    }),
  );
}

/** A value as labels have it: texts without quotes. */
function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
