import { copyFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { nodeBundle } from './esbuild.mjs';
import { ensureWasmFolder } from './kernels.mjs';
import { inRepository } from './repository.mjs';

/**
 * Bundles the command line and the threads of its WebAssembly engine for the bench, minified as in the package.
 * @param {string} folder
 * @returns {Promise<string>} the absolute path of the bundle
 */
export async function buildBenchBundle(folder) {
  await esbuild.build({
    ...nodeBundle,
    absWorkingDir: inRepository(),
    entryPoints: { cli: 'src/cli/main.ts', engineWorker: 'src/engine/wasm/workers/engineWorker.ts' },
    outdir: folder,
    minify: true,
    keepNames: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const wasm = await ensureWasmFolder();
  for (const name of await readdir(wasm))
    if (name.endsWith('.wasm')) await copyFile(path.join(wasm, name), path.join(folder, name));
  return path.join(folder, 'cli.js');
}
