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
  let line = 0;
  for (let start = 0; start < text.length;) {
    line++;
    const found = text.indexOf('\n', start);
    const next = found === -1 ? text.length : found;
    const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
    const row = text.slice(start, end);
    start = next + 1;
    const split = row.indexOf(tab);
    if (split === -1) {
      if (row.trim() !== '') problems.push(noTab(fileName, line, row));
    } else if (row.includes(tab, split + 1)) {
      problems.push(extraTab(fileName, line, row.split(tab).length));
    } else {
      pairs.push({ source: row.slice(0, split), target: row.slice(split + 1), line });
    }
  }
  return { pairs, problems };
}

const longestQuote = 40;

function noTab(fileName: string, line: number, row: string): FileProblem {
  const shown = row.length > longestQuote ? `${row.slice(0, longestQuote)}…` : row;
  return {
    code: 'no-tab',
    line,
    message: `${fileName}:${line} has no TAB: ${JSON.stringify(shown)}. A line is source TAB target; put a TAB between them (not spaces).`,
  };
}

function extraTab(fileName: string, line: number, columns: number): FileProblem {
  return {
    code: 'extra-tab',
    line,
    message: `${fileName}:${line} has ${columns} columns. A line is source TAB target: two columns, one TAB. Remove the others.`,
  };
}
