import type { Node } from 'jsonc-parser';
import {
  commaAfter,
  commentsBetween,
  endOf,
  indentAt,
  isBlank,
  lineBreakOf,
  lineEnd,
  lineStart,
  nextLineStart,
  splice,
} from './textLayout';

/** A text without one member of an object or a list, and with every comment, also those within what is removed. */
export function removeChild(text: string, parent: Node, index: number): string {
  const children = parent.children ?? [];
  const child = children[index];
  if (child === undefined) return text;
  const comma = commaAfter(text, endOf(child));
  const before = children[index - 1];
  const removed = removeMember(text, child, comma);
  const commaBefore =
    comma === undefined && before !== undefined ? commaAfter(text, endOf(before)) : undefined;
  return commaBefore === undefined
    ? withoutEmptiness(removed, parent, children.length === 1)
    : removeComma(removed, commaBefore);
}

function removeMember(text: string, child: Node, comma: number | undefined): string {
  const start = child.offset;
  let end = endOf(child);
  let rest = text;
  if (comma !== undefined) {
    if (isBlank(text.slice(end, comma))) end = comma + 1;
    else rest = splice(text, comma, comma + 1, '');
  }
  const comments = commentsBetween(text, start, endOf(child));
  const lineBreak = lineBreakOf(text);
  const indent = indentAt(text, start);
  const kept = comments.map((comment) => text.slice(comment.offset, comment.end));
  const behind = rest.slice(end, lineEnd(rest, end));
  const aheadStart = lineStart(rest, start);
  const isAlone = isBlank(rest.slice(aheadStart, start));
  if (kept.length > 0) {
    const separator = isBlank(behind) ? '' : lineBreak + indent;
    return splice(rest, start, end, kept.join(lineBreak + indent) + separator);
  }
  if (isBlank(behind)) {
    if (isAlone) return splice(rest, aheadStart, nextLineStart(rest, end), '');
    return splice(rest, rest.slice(0, start).trimEnd().length, end, '');
  }
  const spaces = /^[ \t]*/.exec(behind)?.[0].length ?? 0;
  return splice(rest, start, end + spaces, '');
}

/** The comma before a last member goes with it, and the space that stood between them. */
function removeComma(text: string, comma: number): string {
  const ahead = lineStart(text, comma);
  const isAlone = isBlank(text.slice(ahead, comma) + text.slice(comma + 1, lineEnd(text, comma)));
  if (isAlone) return splice(text, ahead, nextLineStart(text, comma), '');
  const closing = /^[ \t]*(?=[}\]])/.exec(text.slice(comma + 1));
  if (closing === null) return splice(text, comma, comma + 1, '');
  const end = comma + 1 + closing[0].length;
  return splice(text, comma, end, text[end] === ']' || closing[0] === '' ? '' : ' ');
}

/** `{}` where nothing is left, not even a comment. */
function withoutEmptiness(text: string, parent: Node, isEmpty: boolean): string {
  if (!isEmpty) return text;
  const opening = parent.offset + 1;
  const spaces = /^\s*/.exec(text.slice(opening))?.[0].length ?? 0;
  return /^[}\]]/.test(text.slice(opening + spaces)) ? splice(text, opening, opening + spaces, '') : text;
}
