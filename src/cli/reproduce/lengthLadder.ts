import { textTable } from '../table';
import type { Column } from '../table';
import type { TrainedVariant } from './trainedVariant';

/** How sequence accuracy falls with length. */
export interface LengthLadder {
  readonly columns: readonly Column<TrainedVariant>[];
  readonly rows: readonly TrainedVariant[];
}

/** A row for each variant (its first seed), a column for each range of lengths; undefined where nothing is compared. */
export function lengthLadder(trained: readonly TrainedVariant[]): LengthLadder | undefined {
  const rows = trained.filter(
    (one, index) => trained.findIndex(({ variant }) => variant === one.variant) === index,
  );
  const ranges = rows[0]?.accuracyByLength ?? [];
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

function shareOf(value: number | undefined): string {
  return value === undefined ? '' : (100 * value).toFixed(0);
}
