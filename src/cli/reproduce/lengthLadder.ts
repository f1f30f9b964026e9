import type { LengthAccuracy } from '../../core/metrics/accuracyByLength';
import { textTable } from '../table';
import type { Column } from '../table';
import type { TrainedVariant } from './trainedVariant';

/** How sequence accuracy falls with length. */
export interface LengthLadder {
  readonly columns: readonly Column<TrainedVariant>[];
  readonly rows: readonly TrainedVariant[];
}

/**
 * A row for each variant (its first seed) that was measured on sources of the same lengths as the first, a column for each
 * range of lengths; undefined where nothing is compared.
 */
export function lengthLadder(trained: readonly TrainedVariant[]): LengthLadder | undefined {
  const firstSeeds = trained.filter(
    (one, index) => trained.findIndex(({ variant }) => variant === one.variant) === index,
  );
  const ranges = firstSeeds[0]?.accuracyByLength ?? [];
  const rows = firstSeeds.filter(({ accuracyByLength }) => haveSameRanges(accuracyByLength, ranges));
  if (rows.length < 2 || ranges.length < 2) return undefined;
  const columns = ranges.map(({ from, to }, index) => ({
    title: from === to ? String(from) : `${from}–${to}`,
    cell: ({ accuracyByLength }: TrainedVariant) => shareOf(accuracyByLength[index]?.value),
  }));
  return {
    columns: [{ title: 'source tokens', cell: ({ variant }) => variant ?? '', text: true }, ...columns],
    rows,
  };
}

/** For a terminal. */
export function ladderLines(name: string, trained: readonly TrainedVariant[]): string[] {
  const ladder = lengthLadder(trained);
  if (ladder === undefined) return [];
  return ['', `${name}: sequence accuracy in % by length`, ...textTable(ladder.columns, ladder.rows)];
}

function haveSameRanges(one: readonly LengthAccuracy[], other: readonly LengthAccuracy[]): boolean {
  const places = (ranges: readonly LengthAccuracy[]): string =>
    ranges.map(({ from, to }) => `${from}–${to}`).join();
  return places(one) === places(other);
}

function shareOf(value: number | undefined): string {
  return value === undefined ? '' : (100 * value).toFixed(0);
}
