/** Rows of a batch from `first` to before `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/**
 * The rows of a shard.
 * @throws Error when there are more shards than rows
 */
export function shardRows(rows: number, index: number, count: number): RowRange {
  if (count > rows) throw new Error(`A batch of ${rows} rows can't be shared out to ${count} shards.`);
  return { first: Math.floor((rows * index) / count), end: Math.floor((rows * (index + 1)) / count) };
}
