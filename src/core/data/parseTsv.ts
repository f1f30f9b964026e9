import type { Pair } from './pair';

/** Something wrong with one line of a file of pairs. */
export interface TsvProblem {
  readonly code: 'no-tab' | 'extra-tab' | 'invalid-utf8';
  /** From 1. */
  readonly line: number;
  /** What is wrong and what to do, beginning with `FILE:LINE`. */
  readonly message: string;
}

/** What {@link parseTsv} read. */
export interface TsvContent {
  readonly pairs: readonly Pair[];
  /** In the order of the file; the lines they stand for are not among the pairs. */
  readonly problems: readonly TsvProblem[];
}

const tab = '\t';

/**
 * Reads a file of pairs: source TAB target, UTF-8, one pair a line. Blank lines, a byte order mark and Windows line ends
 * are passed over; an empty source or target is a pair. Where the bytes are not UTF-8 nothing is read at all, because
 * guessing another encoding would train on garbage.
 */
export function parseTsv(bytes: Uint8Array, fileName: string): TsvContent {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { pairs: [], problems: [invalidUtf8(bytes, fileName)] };
  const pairs: Pair[] = [];
  const problems: TsvProblem[] = [];
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

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const longestQuote = 40;

function noTab(fileName: string, line: number, row: string): TsvProblem {
  const shown = row.length > longestQuote ? `${row.slice(0, longestQuote)}…` : row;
  return {
    code: 'no-tab',
    line,
    message: `${fileName}:${line} has no TAB: ${JSON.stringify(shown)}. A line is source TAB target; put a TAB between them (not spaces).`,
  };
}

function extraTab(fileName: string, line: number, columns: number): TsvProblem {
  return {
    code: 'extra-tab',
    line,
    message: `${fileName}:${line} has ${columns} columns. A line is source TAB target: two columns, one TAB. Remove the others.`,
  };
}

function invalidUtf8(bytes: Uint8Array, fileName: string): TsvProblem {
  const offset = firstInvalidByte(bytes);
  const line = bytes.subarray(0, offset).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
  const value = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return {
    code: 'invalid-utf8',
    line,
    message: `${fileName}:${line} is not valid UTF-8 (byte 0x${value} at offset ${offset}). Save the file as UTF-8; it may be Latin-1, Windows-1252 or UTF-16.`,
  };
}

/** Offset of the first byte that does not belong to a well-formed sequence (Unicode 15, table 3-7). */
function firstInvalidByte(bytes: Uint8Array): number {
  for (let offset = 0; offset < bytes.length;) {
    const length = sequenceLength(bytes, offset);
    if (length === 0) return offset;
    offset += length;
  }
  return bytes.length;
}

/** Bytes of the well-formed sequence at an offset; 0 when it is malformed. */
function sequenceLength(bytes: Uint8Array, offset: number): number {
  const lead = bytes[offset]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // The second byte is narrower where it would spell an overlong form, a surrogate or a value beyond U+10FFFF.
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let index = 1; index < length; index++) {
    const byte = bytes[offset + index] ?? 0;
    if (byte < (index === 1 ? lowest : 0x80) || byte > (index === 1 ? highest : 0xbf)) return 0;
  }
  return length;
}
