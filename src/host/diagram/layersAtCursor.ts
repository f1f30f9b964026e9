import { getLocation } from 'jsonc-parser';
import type { ConfigPath } from '../../core/config/configDocument';
import type { DescribedNode } from '../../protocol/modelling';

/** The key at an offset of a config's text, however broken the text is. */
export function pathAt(text: string, offset: number): ConfigPath {
  const { path } = getLocation(text, offset);
  // Between keys, the last part is the empty one that could be typed there.
  return path.at(-1) === '' ? path.slice(0, -1) : path;
}

/**
 * The layers that a key concerns: those it is the main key of or else has a say in, or all of a section. A key of the whole
 * model, and one that is about no layer, concern none.
 */
export function layersAt(cursor: ConfigPath, nodes: readonly DescribedNode[]): string[] {
  if (cursor.length < 2 && cursor[0] !== 'task') return [];
  const main = nodes.filter(({ path }) => isWithin(cursor, path));
  if (main.length > 0) return ids(main);
  const section = nodes.filter(({ path }) => isWithin(path, cursor));
  if (section.length > 0) return ids(section);
  return ids(nodes.filter(({ related }) => related.some((path) => isWithin(cursor, path))));
}

const ids = (nodes: readonly DescribedNode[]): string[] => nodes.map(({ id }) => id);

const isWithin = (path: ConfigPath, outer: ConfigPath): boolean =>
  outer.every((part, depth) => path[depth] === part);
