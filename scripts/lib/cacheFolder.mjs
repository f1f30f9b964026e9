import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Temporary siblings older than this belong to an installation that died. */
const abandonedAfterMs = 2 * 60 * 60 * 1000;

/**
 * A path inside the folder where everything heavy is installed once and reused by every clone:
 * `$S2S_CACHE_DIR`, else `$XDG_CACHE_HOME/seq2seq-lab`, else `~/.cache/seq2seq-lab`. Nothing is created.
 * @param {...string} parts
 * @returns {string}
 */
export function cacheFolder(...parts) {
  const { S2S_CACHE_DIR: own, XDG_CACHE_HOME: xdg } = process.env;
  const root = own || path.join(xdg || path.join(os.homedir(), '.cache'), 'seq2seq-lab');
  return path.resolve(root, ...parts);
}

/**
 * The folder `<cache>/<name>/<version>`, filled by `install` the first time it is asked for. The installation happens in a
 * temporary sibling that is renamed into place at the end, so a folder that exists is a complete one. Whatever decides the
 * content belongs into `version`. An installation that bakes absolute paths into its files (a virtualenv) must be able to move.
 * @param {string} name
 * @param {string} version
 * @param {(dir: string) => Promise<void>} install fills the empty folder it is given, or throws
 * @returns {Promise<string>} the absolute path of the installed folder
 */
export async function cached(name, version, install) {
  const target = cacheFolder(name, version);
  if (existsSync(target)) return target;
  const parent = path.dirname(target);
  await mkdir(parent, { recursive: true });
  removeAbandoned(parent);
  const temporary = await mkdtemp(path.join(parent, '.installing-'));
  try {
    await install(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have finished the same installation first: its result is as good as ours.
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** @param {string} parent */
function removeAbandoned(parent) {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith('.installing-')) continue;
    const folder = path.join(parent, name);
    if (Date.now() - statSync(folder).mtimeMs > abandonedAfterMs)
      rmSync(folder, { recursive: true, force: true });
  }
}
