import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} program
 * @returns {string | undefined} where it is on the PATH
 */
export function findProgram(program) {
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

/**
 * @param {string} file
 * @returns {boolean}
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
