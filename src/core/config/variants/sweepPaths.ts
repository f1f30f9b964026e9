import type { ConfigPath } from '../configDocument';

/** The paths that a key of `sweep.parameters` names: several, with commas between them, change together. */
export function sweptPaths(key: string): ConfigPath[] {
  return key.split(',').map((path) =>
    path
      .trim()
      .split('.')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  );
}

/** The dotted form of a path, as `sweep.parameters` has it. */
export const dottedPath = (path: ConfigPath): string => path.join('.');
