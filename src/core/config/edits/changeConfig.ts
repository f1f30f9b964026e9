import type { Node } from 'jsonc-parser';
import { ConfigDocument, type ConfigPath } from '../configDocument';
import type { ConfigChange } from './configChange';
import { removeMember, removeValue } from './removeValue';
import { setValue } from './setValue';
import { endOf, splice } from './textLayout';

/**
 * The text with its changes made, one after the other: every comment stays, new keys stand where the schema has them, and all
 * is written as the file has it. Undefined where a change has no place, such as a key below something that is not an object.
 */
export function changeConfig(text: string, changes: readonly ConfigChange[]): string | undefined {
  return changes.reduce<string | undefined>(
    (before, change) => (before === undefined ? undefined : changeText(before, change)),
    text,
  );
}

function changeText(text: string, change: ConfigChange): string | undefined {
  switch (change.kind) {
    case 'set':
      return setValue(text, change.path, change.value);
    case 'remove':
      return removeValue(text, change.path);
    case 'swap':
      return swapItems(text, change.path, change.first, change.second);
    case 'rename':
      return renameKey(text, change.path, change.name);
    case 'move':
      return moveValue(text, change.path, change.to);
    case 'remove-at': {
      const property = propertyAt(new ConfigDocument(text).root, change.offset);
      return property === undefined ? undefined : removeMember(text, property);
    }
    case 'insert':
      return splice(text, change.offset, change.offset, change.text);
  }
}

function swapItems(text: string, path: ConfigPath, first: number, second: number): string | undefined {
  const document = new ConfigDocument(text);
  const [low, high] = [Math.min(first, second), Math.max(first, second)].map((index) =>
    document.nodeAt([...path, index]),
  );
  if (low === undefined || high === undefined) return undefined;
  const textOf = (node: Node): string => text.slice(node.offset, endOf(node));
  const swapped = splice(text, high.offset, endOf(high), textOf(low));
  return splice(swapped, low.offset, endOf(low), textOf(high));
}

function renameKey(text: string, path: ConfigPath, name: string): string | undefined {
  const key = new ConfigDocument(text).nodeAt(path)?.parent?.children?.[0];
  return key?.type === 'string' ? splice(text, key.offset, endOf(key), JSON.stringify(name)) : undefined;
}

/** Objects may have comments inside, and stay. */
function moveValue(text: string, path: ConfigPath, to: ConfigPath): string | undefined {
  const document = new ConfigDocument(text);
  const node = document.nodeAt(path);
  if (node === undefined || node.type === 'object') return undefined;
  const moved = setValue(text, to, document.valueAt(path));
  return moved === undefined ? undefined : removeValue(moved, path);
}

function propertyAt(node: Node | undefined, offset: number): Node | undefined {
  if (node?.type === 'property' && node.offset === offset) return node;
  return node?.children?.map((child) => propertyAt(child, offset)).find((found) => found !== undefined);
}
