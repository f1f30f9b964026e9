/** One source–target pair as text, with the place it came from for error messages. */
export interface Pair {
  readonly source: string;
  readonly target: string;
  /** 1-based line of the file, or 1-based number of the generated pair. */
  readonly line: number;
  /** The target is a part of a longer text that goes on after it: no end symbol follows. */
  readonly continues?: boolean;
}
