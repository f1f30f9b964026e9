import { findNodeAtLocation } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { ConfigDocument } from '../configDocument';
import type { ConfigPath, TextRange } from '../configDocument';
import { validKeys } from '../describeSchema';
import { formatValue } from './formatValue';
import { insertChild, isMultiline, memberIndent } from './insertChild';
import { removeChild } from './removeChild';
import {
  commentsBetween,
  endOf,
  indentAt,
  indentUnitOf,
  isBlank,
  lineBreakOf,
  lineStart,
  splice,
} from './textLayout';

/*
 * Changes of a config's text that leave everything else as it is: order, layout, and every comment, also those within a
 * value that goes. The texts must be free of syntax errors (a blank one counts as an empty config); what comes out is too.
 */

/** A text whose value at `path` is `value`. Keys that are missing on the way are added, in the order of the schema. */
export function setValue(text: string, path: ConfigPath, value: unknown): string {
  const document = new ConfigDocument(text);
  const { root } = document;
  if (root === undefined) return writeFirst(text, path, value);
  const node = findNodeAtLocation(root, [...path]);
  if (node !== undefined) return changeValue(text, path, node, document.valueAt(path), value);
  const above = nearestAbove(root, path);
  const { parent, depth } = above;
  const rest = path.slice(depth + 1);
  const inner = nested(rest, value);
  const name = path[depth];
  if (parent.type === 'array') {
    return insertMember(text, parent, parent.children?.length ?? 0, '', inner);
  }
  if (parent.type !== 'object' || typeof name !== 'string')
    return changeValue(text, path.slice(0, depth), parent, undefined, nested(path.slice(depth), value));
  const order = validKeys(path.slice(0, depth), document.valueAt(path.slice(0, depth)));
  return insertMember(text, parent, placeInOrder(parent, name, order), `${JSON.stringify(name)}: `, inner);
}

/** A text without the key or item at `path`. */
export function removeValue(text: string, path: ConfigPath): string {
  const { root } = new ConfigDocument(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  if (node?.parent === undefined) return text;
  const member = memberOf(node);
  const parent = member.parent;
  return parent === undefined ? text : removeChild(text, parent, parent.children?.indexOf(member) ?? -1);
}

/** A text in which two items of the list at `path` have changed places. */
export function swapItems(text: string, path: ConfigPath, first: number, second: number): string {
  const { root } = new ConfigDocument(text);
  const [low, high] = [Math.min(first, second), Math.max(first, second)].map((index) =>
    root === undefined ? undefined : findNodeAtLocation(root, [...path, index]),
  );
  if (low === undefined || high === undefined || low === high) return text;
  const texts = [low, high].map((node) => text.slice(node.offset, endOf(node)));
  const swapped = splice(text, high.offset, endOf(high), texts[0] ?? '');
  return splice(swapped, low.offset, endOf(low), texts[1] ?? '');
}

/** Whether nothing is left in an object: no key and no comment. */
export function isEmptyObject(text: string, path: ConfigPath): boolean {
  const { root } = new ConfigDocument(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  return node?.type === 'object' && isBlank(text.slice(node.offset + 1, endOf(node) - 1));
}

/** The one stretch of `before` that differs from `after`, and what stands there instead. */
export function difference(before: string, after: string): TextRange & { readonly content: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return {
    offset: start,
    length: before.length - same - start,
    content: after.slice(start, after.length - same),
  };
}

function writeFirst(text: string, path: ConfigPath, value: unknown): string {
  const unit = indentUnitOf(text);
  const lineBreak = lineBreakOf(text);
  const [name = '', ...rest] = path;
  const key = `${unit}${JSON.stringify(String(name))}: `;
  const layout = { indent: unit, unit, lineBreak, column: key.length };
  const separator = isBlank(text) || text.endsWith('\n') ? '' : lineBreak;
  const kept = isBlank(text) ? '' : text;
  return `${kept}${separator}{${lineBreak}${key}${formatValue(nested(rest, value), layout)}${lineBreak}}${lineBreak}`;
}

function insertMember(text: string, parent: Node, index: number, name: string, value: unknown): string {
  const indent = isMultiline(text, parent) ? memberIndent(text, parent) : indentAt(text, parent.offset);
  const column = isMultiline(text, parent) ? indent.length + name.length : 0;
  const layout = { indent, unit: indentUnitOf(text), lineBreak: lineBreakOf(text), column };
  return insertChild(text, parent, index, name + formatValue(value, layout));
}

/** Objects change key by key, so that what they have in common keeps its comments. */
function changeValue(text: string, path: ConfigPath, node: Node, old: unknown, value: unknown): string {
  if (JSON.stringify(old) === JSON.stringify(value)) return text;
  if (!isObject(old) || !isObject(value)) return replaceValue(text, node, value);
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(value, key));
  // New keys first: an object that is never empty keeps its lines.
  const changed = Object.entries(value).reduce(
    (changing, [key, child]) => setValue(changing, [...path, key], child),
    text,
  );
  return gone.reduce((changing, key) => removeValue(changing, [...path, key]), changed);
}

/** Comments within the old value move before its key. */
function replaceValue(text: string, node: Node, value: unknown): string {
  const indent = indentAt(text, node.offset);
  const lineBreak = lineBreakOf(text);
  const column = node.offset - lineStart(text, node.offset);
  const content = formatValue(value, { indent, unit: indentUnitOf(text), lineBreak, column });
  const replaced = splice(text, node.offset, endOf(node), content);
  const comments = commentsBetween(text, node.offset, endOf(node));
  const place = memberOf(node).offset;
  const moved = comments.map(({ offset, end }) => text.slice(offset, end) + lineBreak + indent);
  return splice(replaced, place, place, moved.join(''));
}

/** The key with its value; of an item, the item itself. */
function memberOf(node: Node): Node {
  return node.parent?.type === 'property' ? node.parent : node;
}

/** The nearest object, list or value that is written above a path that is not; `depth` keys lead to it. */
function nearestAbove(root: Node, path: ConfigPath): { readonly parent: Node; readonly depth: number } {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const parent = findNodeAtLocation(root, path.slice(0, depth));
    if (parent !== undefined) return { parent, depth };
  }
  return { parent: root, depth: 0 };
}

/** `{"a": {"b": value}}` for the path a.b; a number begins a list. */
function nested(path: ConfigPath, value: unknown): unknown {
  return path.reduceRight((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}

/** Behind the last key that comes before it in the schema. */
function placeInOrder(parent: Node, name: string, order: readonly string[]): number {
  const rank = order.indexOf(name);
  const keys = (parent.children ?? []).map(({ children }) => String(children?.[0]?.value));
  if (rank === -1) return keys.length;
  const before = order.slice(0, rank);
  return keys.reduce((place, key, index) => (before.includes(key) ? index + 1 : place), 0);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
