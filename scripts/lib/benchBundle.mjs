import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { nodeBundle } from './esbuild.mjs';
import { inRepository } from './repository.mjs';

/**
 * The command line as a bundle of its own, minified as the packaged one: a build of dist/ that runs meanwhile does not
 * change what is being measured.
 * @returns {Promise<string>} the absolute path of the bundle
 */
export async function buildBenchBundle() {
  const folder = inRepository('out', 'bench', 'cli');
  await mkdir(folder, { recursive: true });
  const outfile = path.join(folder, 'cli.js');
  await esbuild.build({
    ...nodeBundle,
    absWorkingDir: inRepository(),
    entryPoints: ['src/cli/main.ts'],
    outfile,
    minify: true,
    keepNames: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const wasm = inRepository('node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
  for (const name of await readdir(wasm))
    if (name.endsWith('.wasm')) await copyFile(path.join(wasm, name), path.join(folder, name));
  return outfile;
}
