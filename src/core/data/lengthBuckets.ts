import type { Example } from './batch';

/** Examples that are padded to one shape. */
export interface LengthBucket {
  /** Padded source length, a multiple of the bucket width, also where every source is empty. */
  readonly sourceTime: number;
  /** Padded target length, end symbol included, a multiple of the bucket width. */
  readonly targetTime: number;
  /** Indices of the examples, rising. */
  readonly rows: Int32Array;
}

export interface BucketOptions {
  readonly batchSize: number;
  /** Lengths are padded to multiples of this (`training.length_bucket_width`). */
  readonly bucketWidth: number;
  /** Every shape is compiled once, so there are at most so many. */
  readonly maxShapes: number;
}

interface Cell {
  sourceTime: number;
  targetTime: number;
  rows: number[];
}

/** Every shape has its price when it is compiled, so that there are fewer as long as no more than this is padding. */
const acceptedPadding = 0.1;
/** To look for the cheapest merge takes time with the third power of their number. */
const mostCells = 200;

/**
 * Groups examples by padded source and target length. Groups are merged, always the two whose union computes the least
 * padding more, until there are at most `maxShapes`, and further while no more than a tenth of all is padding or a merge
 * computes nothing more: a rare length would fill whole batches with empty rows. The largest targets come first, so that
 * what needs the most memory is met at once.
 */
export function lengthBuckets(examples: readonly Example[], options: BucketOptions): LengthBucket[] {
  const cells = fewCells(examples, options.bucketWidth);
  const used = examples.reduce(
    (sum, { sourceIds, targetIds }) => sum + sourceIds.length + targetIds.length,
    0,
  );
  let computed = cells.reduce(
    (sum, { sourceTime, targetTime, rows }) =>
      sum + cost(sourceTime, targetTime, rows.length, options.batchSize),
    0,
  );
  for (;;) {
    const merge = cheapestMerge(cells, options.batchSize);
    if (merge === undefined) break;
    const isAccepted = merge.addedCost <= 0 || 1 - used / (computed + merge.addedCost) <= acceptedPadding;
    if (cells.length <= options.maxShapes && !isAccepted) break;
    computed += merge.addedCost;
    cells[merge.first] = union(cells[merge.first]!, cells[merge.second]!);
    cells.splice(merge.second, 1);
  }
  return cells
    .sort((a, b) => b.targetTime - a.targetTime || b.sourceTime - a.sourceTime)
    .map(({ sourceTime, targetTime, rows }) => ({
      sourceTime,
      targetTime,
      rows: Int32Array.from(rows).sort(),
    }));
}

/** Cells of the width that is asked for, or of its double, until there are few. */
function fewCells(examples: readonly Example[], width: number): Cell[] {
  const cells = cellsOf(examples, width);
  return cells.length <= mostCells ? cells : fewCells(examples, 2 * width);
}

function cellsOf(examples: readonly Example[], width: number): Cell[] {
  const cells = new Map<string, Cell>();
  const padded = (length: number): number => Math.max(1, Math.ceil(length / width)) * width;
  examples.forEach((example, row) => {
    const sourceTime = padded(example.sourceIds.length);
    const targetTime = padded(example.targetIds.length);
    const key = `${sourceTime}/${targetTime}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { sourceTime, targetTime, rows: [row] });
    else cell.rows.push(row);
  });
  return [...cells.values()];
}

function cheapestMerge(
  cells: readonly Cell[],
  batchSize: number,
): { first: number; second: number; addedCost: number } | undefined {
  let best: { first: number; second: number; addedCost: number } | undefined;
  for (let first = 0; first < cells.length; first++) {
    for (let second = first + 1; second < cells.length; second++) {
      const a = cells[first]!;
      const b = cells[second]!;
      const sourceTime = Math.max(a.sourceTime, b.sourceTime);
      const targetTime = Math.max(a.targetTime, b.targetTime);
      const together = a.rows.length + b.rows.length;
      const addedCost =
        cost(sourceTime, targetTime, together, batchSize) -
        cost(a.sourceTime, a.targetTime, a.rows.length, batchSize) -
        cost(b.sourceTime, b.targetTime, b.rows.length, batchSize);
      if (best === undefined || addedCost < best.addedCost) best = { first, second, addedCost };
    }
  }
  return best;
}

/** Positions computed in an epoch, empty rows of the last batch included. */
function cost(sourceTime: number, targetTime: number, rows: number, batchSize: number): number {
  return Math.ceil(rows / batchSize) * batchSize * (sourceTime + targetTime);
}

function union(a: Cell, b: Cell): Cell {
  return {
    sourceTime: Math.max(a.sourceTime, b.sourceTime),
    targetTime: Math.max(a.targetTime, b.targetTime),
    rows: a.rows.concat(b.rows),
  };
}
