import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { version } from '../../../package.json';

/**
 * What a result depends on, as sha256 in hex: this version, the config (neither its comments nor what it expects) and the
 * data in its folder. With the same inputs there is no need to train again.
 */
export async function inputsDigest(folder: string, configText: string): Promise<string> {
  const config = parse(configText) as Readonly<Record<string, unknown>>;
  const trained = JSON.stringify({ ...config, expect: undefined });
  const hash = createHash('sha256').update(`${version}\n${trained}\n`);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && isData(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(folder, file).startsWith('.'))
    .sort();
  for (const file of files) hash.update(`${path.relative(folder, file)}\n`).update(await readFile(file));
  return hash.digest('hex');
}

/** Configs are counted apart, and what is written for people does not matter. */
function isData(name: string): boolean {
  return !/\.(json|md)$/.test(name) && name !== 'sample.txt';
}
