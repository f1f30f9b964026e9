import type { Edit, Node } from 'jsonc-parser';
import { commaAfter, indentBefore, lineEnd, lineStart } from './textStyle';

/** Takes a property or an item out of its parent: with its comma, and its lines where they are then empty. Comments stay. */
export function removalOf(text: string, item: Node): readonly Edit[] {
  const siblings = item.parent?.children ?? [];
  const previous = siblings[siblings.indexOf(item) - 1];
  const end = item.offset + item.length;
  const comma = commaAfter(text, end);
  if (siblings.length === 1) return onlyOne(text, item, comma);
  if (comma !== undefined) return [...cut(text, item.offset, end, comma + 1)];
  const commaBefore =
    previous === undefined ? undefined : commaAfter(text, previous.offset + previous.length);
  if (commaBefore === undefined) return cut(text, item.offset, end, end);
  const between = text.slice(commaBefore + 1, item.offset);
  // In one line with the one before it.
  if (between.trim() === '' && !between.includes('\n')) {
    const front = /\s*$/.exec(text.slice(0, commaBefore))?.[0].length ?? 0;
    return [deletion(commaBefore - front, end)];
  }
  return [deletion(commaBefore, commaBefore + 1), ...cut(text, item.offset, end, end)];
}

/** @param rest where the comma behind the item ends, or the item itself */
function cut(text: string, start: number, end: number, rest: number): readonly Edit[] {
  const comment = text.slice(end, rest).replace(/,$/, '');
  const lineStop = lineEnd(text, rest);
  const behind = text.slice(rest, lineStop);
  const indent = indentBefore(text, start);
  if (comment.trim() !== '') {
    // A comment between value and comma.
    const blanks = comment.length - comment.trimStart().length;
    return [deletion(start, end + blanks), deletion(rest - 1, rest)];
  }
  if (behind.trim() === '' && indent !== undefined)
    return [deletion(lineStart(text, start), nextLine(text, lineStop))];
  // The white space before what follows goes along; before a line's end it is what stood in front.
  const blanks = /^[ \t]*/.exec(behind)?.[0].length ?? 0;
  if (behind.trim() !== '') return [deletion(start, rest + blanks)];
  const front = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return [deletion(start - front, rest + blanks)];
}

function onlyOne(text: string, item: Node, comma: number | undefined): readonly Edit[] {
  const { parent } = item;
  const end = comma === undefined ? item.offset + item.length : comma + 1;
  if (parent === undefined) return [];
  const open = parent.offset + 1;
  const close = parent.offset + parent.length - 1;
  const isAlone = text.slice(open, item.offset).trim() === '' && text.slice(end, close).trim() === '';
  return isAlone ? [deletion(open, close)] : cut(text, item.offset, item.offset + item.length, end);
}

function nextLine(text: string, lineStop: number): number {
  if (text[lineStop] === '\r') return lineStop + 2;
  return Math.min(text.length, lineStop + 1);
}

function deletion(start: number, end: number): Edit {
  return { offset: start, length: end - start, content: '' };
}
