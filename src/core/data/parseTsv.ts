import type { Pair } from './pair';
import { decodeUtf8, invalidUtf8 } from './utf8';

/** Something wrong with one line of a data file. */
export interface FileProblem {
  readonly code:
    | 'no-tab'
    | 'extra-tab'
    | 'invalid-utf8'
    | 'source-without-use'
    | 'unequal-lengths'
    | 'no-smiles'
    | 'no-vector'
    | 'no-picture'
    | 'no-position';
  /** From 1. */
  readonly line: number;
  /** What is wrong and what to do, beginning with `FILE:LINE`. */
  readonly message: string;
}

/** What a data file holds. */
export interface FileContent {
  readonly pairs: readonly Pair[];
  /** In the order of the file; the lines they stand for are not among the pairs. */
  readonly problems: readonly FileProblem[];
}

/** One line of a data file. */
export type TsvRow =
  | { readonly type: 'pair'; readonly pair: Pair }
  /** Nothing but white space. */
  | { readonly type: 'blank'; readonly line: number }
  | { readonly type: 'problem'; readonly problem: FileProblem };

const tab = '\t';

/**
 * Reads a file of pairs: source TAB target, UTF-8, one pair a line. Blank lines, a byte order mark and Windows line ends
 * are passed over; an empty source or target is a pair. Where the bytes are not UTF-8 nothing is read at all, because
 * guessing another encoding would train on garbage.
 */
export function parseTsv(bytes: Uint8Array, fileName: string): FileContent {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { pairs: [], problems: [invalidUtf8(bytes, fileName)] };
  const pairs: Pair[] = [];
  const problems: FileProblem[] = [];
  for (const row of tsvRows(text, (line) => `${fileName}:${line}`)) {
    if (row.type === 'pair') pairs.push(row.pair);
    else if (row.type === 'problem') problems.push(row.problem);
  }
  return { pairs, problems };
}

/**
 * The lines of a text one by one, so that a reader may pause between them.
 * @param place how messages name a line
 */
export function* tsvRows(text: string, place: (line: number) => string): Generator<TsvRow, void, void> {
  let line = 0;
  for (let start = 0; start < text.length;) {
    line++;
    const found = text.indexOf('\n', start);
    const next = found === -1 ? text.length : found;
    const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
    yield tsvRow(text.slice(start, end), line, place);
    start = next + 1;
  }
}

/** What one line is, without its line end. */
export function tsvRow(row: string, line: number, place: (line: number) => string): TsvRow {
  const split = row.indexOf(tab);
  if (split === -1)
    return row.trim() === ''
      ? { type: 'blank', line }
      : { type: 'problem', problem: noTab(place(line), line, row) };
  if (row.includes(tab, split + 1))
    return { type: 'problem', problem: extraTab(place(line), line, row.split(tab).length) };
  return { type: 'pair', pair: { source: row.slice(0, split), target: row.slice(split + 1), line } };
}

const longestQuote = 40;

function noTab(place: string, line: number, row: string): FileProblem {
  const shown = row.length > longestQuote ? `${row.slice(0, longestQuote)}…` : row;
  return {
    code: 'no-tab',
    line,
    message: `${place} has no TAB: ${JSON.stringify(shown)}. A line is source TAB target; put a TAB between them (not spaces).`,
  };
}

function extraTab(place: string, line: number, columns: number): FileProblem {
  return {
    code: 'extra-tab',
    line,
    message: `${place} has ${columns} columns. A line is source TAB target: two columns, one TAB. Remove the others.`,
  };
}
