import type { ConfigPath } from '../configDocument';

/** One change of a config's text. Paths are those of the resolved config: short forms are written as what they stand for. */
export type ConfigChange =
  | { readonly kind: 'set'; readonly path: ConfigPath; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: ConfigPath }
  /** Lets two items of the list at `path` change places. */
  | { readonly kind: 'swap'; readonly path: ConfigPath; readonly first: number; readonly second: number }
  /** Gives a key another name, in its place. */
  | { readonly kind: 'rename'; readonly path: ConfigPath; readonly name: string }
  /** Takes a key to another object. */
  | { readonly kind: 'move'; readonly path: ConfigPath; readonly to: ConfigPath }
  /** Removes the property whose key begins here: of those with one name. */
  | { readonly kind: 'remove-at'; readonly offset: number }
  /** Mends the syntax. */
  | { readonly kind: 'insert'; readonly offset: number; readonly text: string };

/** What is done together to get rid of one problem. */
export type Remedy = readonly ConfigChange[];

export const set = (path: ConfigPath, value: unknown): ConfigChange => ({ kind: 'set', path, value });
export const remove = (path: ConfigPath): ConfigChange => ({ kind: 'remove', path });
