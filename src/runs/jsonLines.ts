/** Lines of a JSON Lines file that were understood, and how many were not. */
export interface JsonLines<T> {
  readonly items: readonly T[];
  /** Whole lines that are not what the file should hold. */
  readonly brokenLines: number;
}

/** Value of one line, or undefined when it is not valid. */
export type LineParser<T> = (value: unknown) => T | undefined;

const newline = 0x0a;

/** The end of the last whole line in `bytes`: what follows was torn off or is still being written. */
export function endOfWholeLines(bytes: Uint8Array): number {
  return bytes.lastIndexOf(newline) + 1;
}

/** Parses the whole lines of `bytes` (UTF-8); a torn last line is ignored. */
export function parseJsonLines<T>(bytes: Uint8Array, parse: LineParser<T>): JsonLines<T> {
  const text = new TextDecoder().decode(bytes.subarray(0, endOfWholeLines(bytes)));
  const items: T[] = [];
  let brokenLines = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const item = parseLine(line, parse);
    if (item === undefined) brokenLines++;
    else items.push(item);
  }
  return { items, brokenLines };
}

function parseLine<T>(line: string, parse: LineParser<T>): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return parse(value);
}
