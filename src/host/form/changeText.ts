import { ConfigDocument } from '../../core/config/configDocument';
import { changeConfig } from '../../core/config/edits/changeConfig';
import { remove, set } from '../../core/config/edits/configChange';
import type { FormChange, FormPath } from '../../protocol/form';
import { isImplied, shapeAt } from './fieldAt';
import { formModel } from './formModel';
import { newItem, valueOfVariant } from './initialValue';

/** The text of a config after a change in its form; undefined when the text has no place for it. */
export function changeText(text: string, change: FormChange): string | undefined {
  switch (change.kind) {
    case 'set':
      return changeConfig(text, [set(change.path, change.value)]);
    case 'reset':
      return resetKey(text, change.path);
    case 'swap':
      return changeConfig(text, [change]);
    case 'choose':
      return chooseVariant(text, change.path, change.variant);
    case 'add':
      return addItem(text, change.path);
  }
}

/** Takes out the key, and the objects around it that were there for it alone. */
function resetKey(text: string, path: FormPath): string | undefined {
  const changed = changeConfig(text, [remove(path)]);
  const above = path.slice(0, -1);
  if (changed === undefined || changed === text || above.length === 0) return changed;
  if (!isImplied(formModel(), above) || !isEmptyObject(changed, above)) return changed;
  return resetKey(changed, above);
}

function chooseVariant(text: string, path: FormPath, index: number): string | undefined {
  const shape = shapeAt(formModel(), path);
  const old = new ConfigDocument(text).valueAt(path);
  // An object that may be left out has one kind: itself.
  const variants = shape?.kind === 'group' ? [{ shape, constants: {} }] : [];
  const variant = (shape?.kind === 'union' ? shape.variants : variants)[index];
  return variant === undefined ? undefined : changeConfig(text, [set(path, valueOfVariant(variant, old))]);
}

function addItem(text: string, path: FormPath): string | undefined {
  const shape = shapeAt(formModel(), path);
  if (shape?.kind !== 'list') return undefined;
  const written = new ConfigDocument(text).valueAt(path);
  const length = Array.isArray(written) ? written.length : 0;
  return changeConfig(text, [set([...path, length], newItem(shape.item, written))]);
}

/** Neither a key nor a comment is in it. */
function isEmptyObject(text: string, path: FormPath): boolean {
  const node = new ConfigDocument(text).nodeAt(path);
  return node?.type === 'object' && text.slice(node.offset + 1, node.offset + node.length - 1).trim() === '';
}
