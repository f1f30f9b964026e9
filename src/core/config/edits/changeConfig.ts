import { applyEdits, type Edit, type Node } from 'jsonc-parser';
import { ConfigDocument, type ConfigPath } from '../configDocument';
import { validKeys } from '../describeSchema';
import type { ConfigChange } from './configChange';
import { removalOf } from './removal';
import {
  commaAfter,
  indentBefore,
  indentOfLine,
  isEndOfLine,
  lineEnd,
  textStyle,
  writeValue,
} from './textStyle';

/**
 * The text with its changes made, one after the other: comments stay, new keys stand where the schema has them, and all is
 * written as the file has it. Undefined where a change has no place, such as a key below something that is not an object.
 */
export function changeConfig(text: string, changes: readonly ConfigChange[]): string | undefined {
  return changes.reduce<string | undefined>((before, change) => {
    if (before === undefined) return undefined;
    const edits = editsOf(new ConfigDocument(before), change);
    return edits === undefined ? undefined : applyEdits(before, [...edits]);
  }, text);
}

type Edits = readonly Edit[] | undefined;

function editsOf(document: ConfigDocument, change: ConfigChange): Edits {
  const { text } = document;
  switch (change.kind) {
    case 'set':
      return setEdits(document, change.path, change.value);
    case 'remove':
      return removeEdits(document, change.path);
    case 'rename':
      return renameEdits(document, change.path, change.name);
    case 'move':
      return moveEdits(document, change.path, change.to);
    case 'remove-at': {
      const property = propertyAt(document.root, change.offset);
      return property === undefined ? undefined : removalOf(text, property);
    }
    case 'insert':
      return [{ offset: change.offset, length: 0, content: change.text }];
  }
}

function setEdits(document: ConfigDocument, path: ConfigPath, value: unknown): Edits {
  const { text, root } = document;
  const node = document.nodeAt(path);
  const style = textStyle(text, root);
  if (node !== undefined) {
    const content = writeValue(value, style, indentOfLine(text, node.offset));
    return [{ offset: node.offset, length: node.length, content }];
  }
  const parentPath = path.slice(0, -1);
  const key = path.at(-1);
  if (typeof key !== 'string') return undefined;
  const parent = document.nodeAt(parentPath);
  if (parent === undefined)
    return path.length < 2 ? undefined : setEdits(document, parentPath, { [key]: value });
  if (parent.type === 'object') return [insertion(document, parent, { path, key, value })];
  const spelledOut = longForm(parentPath, parent.value);
  return spelledOut === undefined
    ? undefined
    : setEdits(document, parentPath, shortForm({ ...spelledOut, [key]: value }));
}

/** `"attention": "dot"` stands for `{ "type": "dot" }`. */
function longForm(path: ConfigPath, value: unknown): Record<string, unknown> | undefined {
  return path.at(-1) === 'attention' && typeof value === 'string' ? { type: value } : undefined;
}

function shortForm(attention: Record<string, unknown>): unknown {
  return Object.keys(attention).length === 1 ? attention['type'] : attention;
}

interface NewProperty {
  readonly path: ConfigPath;
  readonly key: string;
  readonly value: unknown;
}

/** Puts a property behind the one that comes before it in the schema. */
function insertion(document: ConfigDocument, parent: Node, { path, key, value }: NewProperty): Edit {
  const { text, root } = document;
  const style = textStyle(text, root);
  const properties = parent.children ?? [];
  const previous = predecessor(document, path, properties);
  const first = properties[0];
  const write = (indent: string) => `${JSON.stringify(key)}: ${writeValue(value, style, indent)}`;

  if (first === undefined) return intoEmpty(text, parent, style, write);
  const indent = indentBefore(text, first.offset);
  const between =
    indent === undefined || !text.slice(parent.offset, first.offset).includes('\n')
      ? ' '
      : `${style.lineBreak}${indent}`;
  const written = write(indent ?? indentOfLine(text, first.offset));
  if (previous === undefined) {
    const opened = parent.offset + 1;
    const offset = between !== ' ' && isEndOfLine(text, opened) ? lineEnd(text, opened) : opened;
    return { offset, length: 0, content: `${between}${written},` };
  }

  const end = previous.offset + previous.length;
  const comma = commaAfter(text, end);
  const next = comma === undefined ? end : comma + 1;
  const ownLine = between !== ' ' && isEndOfLine(text, next);
  if (comma !== undefined) {
    const offset = ownLine ? lineEnd(text, next) : next;
    return { offset, length: 0, content: `${ownLine ? between : ' '}${written},` };
  }
  if (!ownLine) return { offset: end, length: 0, content: `, ${written}` };
  // What is said about the previous key stays beside it.
  const rest = text.slice(end, lineEnd(text, end));
  return { offset: end, length: rest.length, content: `,${rest}${between}${written}` };
}

function intoEmpty(
  text: string,
  parent: Node,
  style: ReturnType<typeof textStyle>,
  write: (indent: string) => string,
): Edit {
  const inner = text.slice(parent.offset + 1, parent.offset + parent.length - 1);
  const offset = parent.offset + 1;
  const outer = indentOfLine(text, parent.offset);
  const indent = `${outer}${style.indent}`;
  if (inner.trim() === '')
    return { offset, length: inner.length, content: inner === '' ? ` ${write(outer)} ` : ownLine() };
  return { offset, length: inner.length, content: `${inner.trimEnd()}${ownLine()}` };

  function ownLine(): string {
    return `${style.lineBreak}${indent}${write(indent)}${style.lineBreak}${outer}`;
  }
}

/** Of the properties of an object, the last one that the schema has before the key. */
function predecessor(
  document: ConfigDocument,
  path: ConfigPath,
  properties: readonly Node[],
): Node | undefined {
  const parentPath = path.slice(0, -1);
  const order = validKeys(parentPath, document.valueAt(parentPath));
  const rank = (key: unknown): number => order.indexOf(String(key));
  const own = rank(path.at(-1));
  if (own === -1) return properties.at(-1);
  const before = properties
    .map((property) => ({ property, rank: rank(property.children?.[0]?.value) }))
    .filter((one) => one.rank < own);
  return before.toSorted((a, b) => a.rank - b.rank).at(-1)?.property;
}

function removeEdits(document: ConfigDocument, path: ConfigPath): Edits {
  const node = document.nodeAt(path);
  // What is not there need not go.
  if (node === undefined) return [];
  const item = node.parent?.type === 'property' ? node.parent : node;
  return item.parent === undefined ? undefined : removalOf(document.text, item);
}

function renameEdits(document: ConfigDocument, path: ConfigPath, name: string): Edits {
  const key = document.nodeAt(path)?.parent?.children?.[0];
  if (key?.type !== 'string') return undefined;
  return [{ offset: key.offset, length: key.length, content: JSON.stringify(name) }];
}

/** Objects may have comments inside, and stay. */
function moveEdits(document: ConfigDocument, path: ConfigPath, to: ConfigPath): Edits {
  const node = document.nodeAt(path);
  if (node === undefined || node.type === 'object') return undefined;
  const edits = setEdits(document, to, document.valueAt(path));
  const removal = removeEdits(document, path);
  return edits === undefined || removal === undefined ? undefined : [...edits, ...removal];
}

function propertyAt(node: Node | undefined, offset: number): Node | undefined {
  if (node?.type === 'property' && node.offset === offset) return node;
  return node?.children?.map((child) => propertyAt(child, offset)).find((found) => found !== undefined);
}
