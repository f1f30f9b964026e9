import { readFile } from 'node:fs/promises';
import { inRepository } from './repository.mjs';

/**
 * What the lock file asks for and node_modules does not have: npm keeps its own record of what it installed. Optional
 * packages may be missing.
 * @returns {Promise<string[]>}
 */
export async function missingPackages() {
  const wanted = await readPackages('package-lock.json');
  /** @type {Awaited<ReturnType<typeof readPackages>>} */
  const installed = await readPackages('node_modules', '.package-lock.json').catch(() => ({}));
  return Object.entries(wanted)
    .filter(
      ([name, { version, optional }]) => name !== '' && !optional && installed[name]?.version !== version,
    )
    .map(([name]) => name);
}

/**
 * @param {...string} file
 * @returns {Promise<Record<string, { version: string, optional?: boolean }>>}
 */
async function readPackages(...file) {
  return JSON.parse(await readFile(inRepository(...file), 'utf8')).packages;
}
