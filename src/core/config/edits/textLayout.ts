import { createScanner } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';

/** A comment in a text; `end` is the offset behind it. */
export interface Comment {
  readonly offset: number;
  readonly end: number;
}

export const endOf = ({ offset, length }: Node): number => offset + length;

/** The line break of a text: that of its first line. */
export function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** One step of indentation: that of the first indented key. */
export function indentUnitOf(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of an offset ends, without its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** Where the line after that of an offset begins. */
export function nextLineStart(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

export const isBlank = (text: string): boolean => /^\s*$/.test(text);

export function commentsBetween(text: string, from: number, to: number): Comment[] {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  const comments: Comment[] = [];
  for (scanner.scan(); scanner.getTokenOffset() < Math.min(to, text.length); scanner.scan()) {
    const offset = scanner.getTokenOffset();
    // No other token begins with these: texts begin with their quote.
    if (text.startsWith('//', offset) || text.startsWith('/*', offset))
      comments.push({ offset, end: offset + scanner.getTokenLength() });
  }
  return comments;
}

/** Where the comma after an offset stands, when nothing but white space and comments comes before it. */
export function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  scanner.scan();
  const offset = scanner.getTokenOffset();
  return text[offset] === ',' ? offset : undefined;
}

/** The end of the last comment that begins in the same line as `from`, which they follow; else `from`. */
export function endOfTrailingComments(text: string, from: number, limit: number): number {
  let end = from;
  for (const comment of commentsBetween(text, from, Math.min(limit, lineEnd(text, from)))) {
    if (!isBlank(text.slice(end, comment.offset))) break;
    end = comment.end;
  }
  return end;
}

/** A text with one stretch replaced. */
export function splice(text: string, offset: number, end: number, content: string): string {
  return text.slice(0, offset) + content + text.slice(end);
}
