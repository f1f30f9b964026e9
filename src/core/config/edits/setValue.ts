import type { Node } from 'jsonc-parser';
import { ConfigDocument, type ConfigPath } from '../configDocument';
import { validKeys } from '../describeSchema';
import { formatValue } from './formatValue';
import { insertChild, isMultiline, memberIndent } from './insertChild';
import { memberOf, removeValue } from './removeValue';
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

/**
 * The text with `value` at `path`. What is missing on the way is added, where the schema has it. Undefined where there is no
 * place for it: below something that is neither object nor list.
 */
export function setValue(text: string, path: ConfigPath, value: unknown): string | undefined {
  const document = new ConfigDocument(text);
  const { root } = document;
  if (root === undefined) return writeFirst(text, path, value);
  const node = document.nodeAt(path);
  if (node !== undefined) return changeValue(text, path, node, document.valueAt(path), value);
  const above = path.slice(0, -1);
  // The short form, where there is nothing yet.
  if (isAttention(above) && path.at(-1) === 'type' && !document.isWritten(above))
    return setValue(text, above, value);
  const { parent, depth } = nearestAbove(document, root, path);
  const parentPath = path.slice(0, depth);
  const name = path[depth];
  const inner = nested(path.slice(depth + 1), value);
  if (parent.type === 'array' && typeof name === 'number')
    return insertMember(text, parent, parent.children?.length ?? 0, '', inner);
  if (typeof name !== 'string') return undefined;
  if (parent.type === 'object') {
    const order = validKeys(parentPath, document.valueAt(parentPath));
    const place = placeInOrder(parent, name, order);
    return insertMember(text, parent, place, `${JSON.stringify(name)}: `, inner);
  }
  const spelledOut = longForm(parentPath, parent.value);
  if (spelledOut === undefined) return undefined;
  return replaceValue(text, parent, shortForm({ ...spelledOut, [name]: inner }));
}

const isAttention = (path: ConfigPath): boolean => path.at(-1) === 'attention';

/** `"attention": "dot"` stands for `{ "type": "dot" }`. */
function longForm(path: ConfigPath, value: unknown): Record<string, unknown> | undefined {
  return isAttention(path) && typeof value === 'string' ? { type: value } : undefined;
}

function shortForm(attention: Record<string, unknown>): unknown {
  return Object.keys(attention).length === 1 ? attention['type'] : attention;
}

/** A config where there was none: below the comments, if there are any. */
function writeFirst(text: string, path: ConfigPath, value: unknown): string {
  const lineBreak = lineBreakOf(text);
  const unit = indentUnitOf(text);
  const [name = '', ...rest] = path;
  const key = `${unit}${JSON.stringify(String(name))}: `;
  const layout = { indent: unit, unit, lineBreak, column: key.length };
  const above = isBlank(text) ? '' : text.endsWith('\n') ? text : text + lineBreak;
  return `${above}{${lineBreak}${key}${formatValue(nested(rest, value), layout)}${lineBreak}}${lineBreak}`;
}

function insertMember(text: string, parent: Node, index: number, name: string, value: unknown): string {
  const isInLines = isMultiline(text, parent);
  const indent = isInLines ? memberIndent(text, parent) : indentAt(text, parent.offset);
  const column = isInLines ? indent.length + name.length : 0;
  const layout = { indent, unit: indentUnitOf(text), lineBreak: lineBreakOf(text), column };
  return insertChild(text, parent, index, name + formatValue(value, layout));
}

/** Objects change key by key, so that what they have in common keeps its comments. */
function changeValue(
  text: string,
  path: ConfigPath,
  node: Node,
  old: unknown,
  value: unknown,
): string | undefined {
  if (JSON.stringify(old) === JSON.stringify(value)) return text;
  if (!isObject(old) || !isObject(value)) return replaceValue(text, node, value);
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(value, key));
  // New keys first: an object that is never empty keeps its lines.
  const changed = Object.entries(value).reduce<string | undefined>(
    (changing, [key, child]) =>
      changing === undefined ? undefined : setValue(changing, [...path, key], child),
    text,
  );
  return gone.reduce(
    (changing, key) => (changing === undefined ? undefined : removeValue(changing, [...path, key])),
    changed,
  );
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

/** The nearest value that is written above a path that is not; `depth` keys lead to it. */
function nearestAbove(
  document: ConfigDocument,
  root: Node,
  path: ConfigPath,
): { readonly parent: Node; readonly depth: number } {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const parent = document.nodeAt(path.slice(0, depth));
    if (parent !== undefined) return { parent, depth };
  }
  return { parent: root, depth: 0 };
}

/** `{"a": {"b": value}}` for the path a.b; a number begins a list. */
function nested(path: ConfigPath, value: unknown): unknown {
  return path.reduceRight((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}

/** Behind the key that comes nearest before it in the schema. */
function placeInOrder(parent: Node, name: string, order: readonly string[]): number {
  const keys = (parent.children ?? []).map(({ children }) => String(children?.[0]?.value));
  const rank = order.indexOf(name);
  if (rank === -1) return keys.length;
  const nearest = order.slice(0, rank).findLast((key) => keys.includes(key));
  return nearest === undefined ? 0 : keys.indexOf(nearest) + 1;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
