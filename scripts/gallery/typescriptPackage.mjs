import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The version that the committed files were made from; another one would make other files. */
const version = '5.9.3';

/** The folder of the npm package typescript, after checking its version. */
export async function typescriptFolder() {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const installed = JSON.parse(await readFile(manifest, 'utf8')).version;
  if (installed !== version) {
    throw new Error(`This needs typescript ${version}, but ${installed} is installed. Run npm ci.`);
  }
  return path.dirname(manifest);
}
