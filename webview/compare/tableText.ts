/** A table to take elsewhere: its heads, and rows as long. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** RFC 4180, with a mark for programs that would not take it for UTF-8. */
export function csvText({ head, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => cells.map(csvCell).join(',');
  return `\uFEFF${[head, ...rows].map(line).join('\r\n')}\r\n`;
}

function csvCell(text: string): string {
  const safe = withoutFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Spreadsheets run cells that begin so: an apostrophe makes a text of them. Numbers may begin with a sign. */
function withoutFormula(text: string): string {
  const isNumber = /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text);
  return !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** What spreadsheets take from the clipboard. */
export function tsvText({ head, rows }: TextTable): string {
  const cell = (text: string): string => withoutFormula(text.replace(/[\t\r\n]+/g, ' '));
  return [head, ...rows].map((cells) => `${cells.map(cell).join('\t')}\n`).join('');
}

export function markdownText({ head, rows }: TextTable): string {
  const cell = (text: string): string =>
    text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]]/g, (character) => `\\${character}`);
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  return [line(head), `|${' --- |'.repeat(head.length)}\n`, ...rows.map(line)].join('');
}
