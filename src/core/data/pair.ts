/** One source–target pair as text, with the place it came from for error messages. */
export interface Pair {
  readonly source: string;
  readonly target: string;
  /** 1-based line of the file, or 1-based number of the generated pair. */
  readonly line: number;
}
