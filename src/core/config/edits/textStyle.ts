import type { Node } from 'jsonc-parser';

/** How a file is written. */
export interface TextStyle {
  readonly lineBreak: string;
  /** One step of indentation. */
  readonly indent: string;
}

const widestLine = 100;

/** The style of a text, as far as it shows: else two spaces. */
export function textStyle(text: string, root: Node | undefined): TextStyle {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const first = root?.children?.[0];
  const indent = first === undefined ? '' : indentBefore(text, first.offset);
  return { lineBreak, indent: indent === undefined || indent === '' ? '  ' : indent };
}

/** The white space before an offset, where nothing else stands before it in its line. */
export function indentBefore(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return before.trim() === '' ? before : undefined;
}

/** The white space that a line begins with. */
export function indentOfLine(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of an offset ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** Whether there is nothing but white space and comments from an offset to the end of its line. */
export function isEndOfLine(text: string, offset: number): boolean {
  // A comment over several lines ends in another one.
  return /^(?:[ \t]|\/\*[^\n]*?\*\/)*(?:\/\/.*)?$/.test(text.slice(offset, lineEnd(text, offset)));
}

/** Where the comma after an offset stands, comments skipped; undefined when something else comes first. */
export function commaAfter(text: string, offset: number): number | undefined {
  const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = offset;
  blank.exec(text);
  return text[blank.lastIndex] === ',' ? blank.lastIndex : undefined;
}

/** A value as the file would have it: in one line, objects of objects over several. @param indent of the key's line */
export function writeValue(value: unknown, { indent, lineBreak }: TextStyle, lineIndent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item) => writeValue(item, { indent, lineBreak }, lineIndent)).join(', ')}]`;
  const inner = `${lineIndent}${indent}`;
  const entries = Object.entries(value).map(
    ([key, child]) => `${JSON.stringify(key)}: ${writeValue(child, { indent, lineBreak }, inner)}`,
  );
  if (entries.length === 0) return '{}';
  const line = `{ ${entries.join(', ')} }`;
  const isFlat = Object.values(value).every((child) => typeof child !== 'object' || Array.isArray(child));
  if (isFlat && line.length <= widestLine) return line;
  return `{${lineBreak}${entries.map((entry) => `${inner}${entry}`).join(`,${lineBreak}`)}${lineBreak}${lineIndent}}`;
}
