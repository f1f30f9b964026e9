import path from 'node:path';

/** The absolute path of a file that a config names: paths are relative to it. */
export function resolveDataFile(configFile: string, file: string): string {
  return path.resolve(path.dirname(configFile), file);
}
