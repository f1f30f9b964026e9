import type { Node } from 'jsonc-parser';
import { ConfigDocument, type ConfigPath } from '../configDocument';
import { removeChild } from './removeChild';

/** The text without the key or item at `path`; unchanged where that is not written. Undefined for the whole config. */
export function removeValue(text: string, path: ConfigPath): string | undefined {
  const node = new ConfigDocument(text).nodeAt(path);
  return node === undefined ? text : removeMember(text, memberOf(node));
}

/** The text without a key with its value, or an item. */
export function removeMember(text: string, member: Node): string | undefined {
  const { parent } = member;
  return parent === undefined ? undefined : removeChild(text, parent, parent.children?.indexOf(member) ?? -1);
}

/** The key with its value; of an item, the item itself. */
export function memberOf(node: Node): Node {
  return node.parent?.type === 'property' ? node.parent : node;
}
