import type { Node } from 'jsonc-parser';
import { lineWidth } from './formatValue';
import {
  commaAfter,
  commentsBetween,
  endOf,
  endOfTrailingComments,
  indentAt,
  indentUnitOf,
  isBlank,
  lineBreakOf,
  lineEnd,
  lineStart,
  splice,
} from './textLayout';

/** Indentation of the members of an object or a list that has a line for each. */
export function memberIndent(text: string, parent: Node): string {
  const [first] = parent.children ?? [];
  if (first !== undefined && isBlank(text.slice(lineStart(text, first.offset), first.offset)))
    return indentAt(text, first.offset);
  return indentAt(text, parent.offset) + indentUnitOf(text);
}

/** Whether members of an object or a list get a line each. */
export function isMultiline(text: string, parent: Node): boolean {
  return text.slice(parent.offset, endOf(parent)).includes('\n');
}

/** A text with one more member (`"key": value`, or an item) in an object or a list, before the one that is at `index` now. */
export function insertChild(text: string, parent: Node, index: number, member: string): string {
  const children = parent.children ?? [];
  const before = children[index - 1];
  if (!isMultiline(text, parent)) return insertInLine(text, parent, index, member);
  const line = lineBreakOf(text) + memberIndent(text, parent) + member;
  if (before === undefined) return insertFirst(text, parent, line);
  const comma = commaAfter(text, endOf(before));
  const limit = children[index]?.offset ?? endOf(parent) - 1;
  if (comma !== undefined) {
    const place = endOfTrailingComments(text, comma + 1, limit);
    // Another member follows, or the last one ends with a comma as well.
    return splice(text, place, place, `${line},`);
  }
  const place = endOfTrailingComments(text, endOf(before), limit);
  return splice(splice(text, place, place, line), endOf(before), endOf(before), ',');
}

/** Below the opening brace, and below what comments say there of an empty object. */
function insertFirst(text: string, parent: Node, line: string): string {
  const opening = parent.offset + 1;
  const closing = endOf(parent) - 1;
  if ((parent.children ?? []).length > 0) {
    const place = endOfTrailingComments(text, opening, closing);
    return splice(text, place, place, `${line},`);
  }
  const place = commentsBetween(text, opening, closing).at(-1)?.end ?? opening;
  const rest = text.slice(place, closing);
  const ending = rest.includes('\n') ? rest : lineBreakOf(text) + indentAt(text, parent.offset);
  return splice(text, place, closing, line + ending);
}

function insertInLine(text: string, parent: Node, index: number, member: string): string {
  const children = parent.children ?? [];
  const before = children[index - 1];
  const after = children[index];
  const end = lineEnd(text, parent.offset) + member.length + 2;
  const isPlain = commentsBetween(text, parent.offset, endOf(parent)).length === 0;
  if (children.length > 0 && isPlain && end - lineStart(text, parent.offset) > lineWidth)
    return breakIntoLines(text, parent, index, member);
  if (before !== undefined) return splice(text, endOf(before), endOf(before), `, ${member}`);
  if (after !== undefined) return splice(text, after.offset, after.offset, `${member}, `);
  const isList = parent.type === 'array';
  const place = endOf(parent) - 1;
  if (!isPlain) return splice(text, place, place, ` ${member} `);
  return splice(text, parent.offset + 1, place, isList ? member : ` ${member} `);
}

function breakIntoLines(text: string, parent: Node, index: number, member: string): string {
  const members = (parent.children ?? []).map((child) => text.slice(child.offset, endOf(child)));
  members.splice(index, 0, member);
  const lineBreak = lineBreakOf(text);
  const outer = indentAt(text, parent.offset);
  const inner = outer + indentUnitOf(text);
  const content = members.map((each) => lineBreak + inner + each).join(',');
  return splice(text, parent.offset + 1, endOf(parent) - 1, content + lineBreak + outer);
}
