import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './runCommand.mjs';

const windows = process.platform === 'win32';

/** The system's Python: `$S2S_BASE_PYTHON`, else `python3` (`python` on Windows) on the PATH. */
const basePython = process.env['S2S_BASE_PYTHON'] || (windows ? 'python' : 'python3');

/**
 * The version of the system's Python, for cache keys: a virtualenv is bound to it.
 * @returns {Promise<string>} such as `3.11`
 */
export async function basePythonVersion() {
  const program = 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")';
  try {
    return (await runCommand(basePython, ['-c', program])).trim();
  } catch (error) {
    throw new Error(
      `Python is needed here and \`${basePython}\` does not run. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv).`,
      { cause: error },
    );
  }
}

/**
 * The interpreter of a virtualenv.
 * @param {string} folder the virtualenv
 * @returns {string}
 */
export function virtualenvPython(folder) {
  return windows ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');
}

/**
 * Makes a virtualenv with pip in an empty folder. Everything in it is run as `python -m …`: the scripts that have the
 * folder's absolute path written into them are left out, so the folder may be renamed.
 * @param {string} folder
 * @param {string[]} requirements pip's arguments, such as `['-r', file]`; none: pip alone
 * @returns {Promise<string>} path of the virtualenv's python
 */
export async function createVirtualenv(folder, requirements = []) {
  try {
    await runCommand(basePython, ['-m', 'venv', folder]);
  } catch (error) {
    const version = await basePythonVersion();
    if (/ensurepip/.test(String(error)))
      throw new Error(
        `Python ${version} has no ensurepip, so it cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv.`,
        { cause: error },
      );
    throw error;
  }
  const python = virtualenvPython(folder);
  if (requirements.length > 0) await runCommand(python, ['-m', 'pip', 'install', '--quiet', ...requirements]);
  await removeScripts(path.dirname(python));
  return python;
}

/** @param {string} folder where a virtualenv keeps its interpreter and scripts */
async function removeScripts(folder) {
  const keep = /^(python|pypy)|\.dll$/i;
  for (const name of await readdir(folder))
    if (!keep.test(name)) await rm(path.join(folder, name), { recursive: true });
}
