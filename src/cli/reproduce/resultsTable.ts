import type { Column } from '../table';
import { labelOf } from './reproduceEntry';
import type { ClaimResult, EntryResult } from './reproduceEntry';

/** One line of the table of results. */
export interface ResultRow {
  readonly name: string;
  readonly outcome: ClaimResult | undefined;
  readonly problem: string | undefined;
  /** Of the whole entry, with its first line. */
  readonly seconds: number | undefined;
}

export const resultColumns: readonly Column<ResultRow>[] = [
  { title: 'system', cell: ({ name, outcome }) => labelOf(name, outcome?.variant), text: true },
  { title: 'metric', cell: ({ outcome }) => outcome?.metric ?? '', text: true },
  { title: 'published', cell: ({ outcome }) => outcome?.published?.shown ?? '', text: true },
  {
    title: 'ours (95 % interval)',
    cell: ({ outcome, problem }) => outcome?.shown ?? problem ?? '',
    text: true,
  },
  { title: 'must be', cell: ({ outcome }) => outcome?.band ?? '', text: true },
  { title: 'result', cell: verdictOf, text: true },
  { title: 'seconds', cell: ({ seconds }) => seconds?.toFixed(0) ?? '' },
];

export function resultRows(results: readonly EntryResult[]): ResultRow[] {
  return results.flatMap(({ entry: { name }, claims, seconds, problem }): ResultRow[] => {
    if (problem !== undefined) return [{ name, outcome: undefined, problem, seconds }];
    return claims.map((outcome, index) => ({
      name,
      outcome,
      problem: undefined,
      seconds: index === 0 ? seconds : undefined,
    }));
  });
}

/** Where published numbers come from, one line each. */
export function publishedSources(results: readonly EntryResult[]): string[] {
  return results.flatMap(({ entry: { name }, claims }) =>
    claims.flatMap(({ metric, published }) =>
      published === undefined ? [] : [`${name}, ${metric} ${published.shown}: ${published.source}`],
    ),
  );
}

/** Whether an entry has not done what it must. */
export function hasFailed({ claims, problem }: EntryResult): boolean {
  return problem !== undefined || claims.some(({ passed }) => passed === false);
}

function verdictOf({ outcome, problem }: ResultRow): string {
  if (problem !== undefined) return 'FAILED';
  switch (outcome?.passed) {
    case true:
      return 'pass';
    case false:
      return 'FAIL';
    case undefined:
      return 'reported';
  }
}
