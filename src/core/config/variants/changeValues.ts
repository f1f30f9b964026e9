import type { ConfigPath } from '../configDocument';

/** A key set to a value. */
export interface ValueChange {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/**
 * The value of a config with keys set, as `changeConfig` does it with a text: what is missing on the way is added, and a short
 * form becomes the object that it stands for. Undefined where there is no place: below something that is neither object nor list.
 */
export function changeValues(config: unknown, changes: readonly ValueChange[]): unknown {
  let changed = config;
  for (const { path, value } of changes) {
    changed = withValue(changed, path, value);
    if (changed === undefined) return undefined;
  }
  return changed;
}

function withValue(node: unknown, [key, ...rest]: ConfigPath, value: unknown): unknown {
  if (key === undefined) return structuredClone(value);
  if (isList(node)) {
    if (typeof key !== 'number' || key > node.length) return undefined;
    const inner = withValue(node[key], rest, value);
    return inner === undefined ? undefined : node.toSpliced(key, 1, inner);
  }
  if (typeof key === 'number') return undefined;
  if (node !== undefined && (typeof node !== 'object' || node === null)) return undefined;
  const object = new Map<string, unknown>(Object.entries(node ?? {}));
  const child = key === 'attention' && rest.length > 0 ? spelledOut(object.get(key)) : object.get(key);
  const inner = withValue(child, rest, value);
  return inner === undefined ? undefined : Object.fromEntries(object.set(key, inner));
}

/** `"attention": "dot"` stands for `{ "type": "dot" }`. */
const spelledOut = (attention: unknown): unknown =>
  typeof attention === 'string' ? { type: attention } : attention;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
