import { commonJsChunks } from './commonJsChunks.mjs';
import { nodeBundle } from './esbuild.mjs';

/**
 * The extension host's bundle, split where the sources say `await import(…)`: activation loads `dist/extension.js` and the
 * few chunks that it imports statically, every feature the rest of its code when it is first used.
 * @type {import('esbuild').BuildOptions}
 */
export const extensionBundle = {
  ...nodeBundle,
  format: 'esm',
  splitting: true,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  chunkNames: 'extension/[name]-[hash]',
  metafile: true,
  write: false,
  plugins: [...(nodeBundle.plugins ?? []), commonJsChunks(/^extension\/[\w-]+-\w+\.js$/)],
};

/**
 * The processes and the command line. What several of them use, the core above all, is in chunks that are packaged once; they
 * are in one folder with what they load at run time, so that `__dirname` is the same in all of them.
 * @type {import('esbuild').BuildOptions}
 */
export const processesBundle = {
  ...nodeBundle,
  format: 'esm',
  splitting: true,
  entryPoints: {
    cli: 'src/cli/main.ts',
    trainer: 'src/trainer/main.ts',
    inference: 'src/trainer/inference.ts',
    modelling: 'src/trainer/modelling.ts',
    engineWorker: 'src/engine/wasm/workers/engineWorker.ts',
  },
  outdir: 'dist',
  chunkNames: 'shared-[hash]',
  write: false,
  plugins: [...(nodeBundle.plugins ?? []), commonJsChunks(/^shared-\w+\.js$/)],
};

/**
 * What activation loads: the entry and the chunks that it imports statically.
 * @param {import('esbuild').Metafile} metafile
 * @returns {string[]} names of outputs
 */
export function activationFiles({ outputs }) {
  const first = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === 'src/extension.ts');
  /** @type {Set<string>} */
  const files = new Set(first === undefined ? [] : [first]);
  for (const name of files)
    for (const { path: imported, kind, external } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) files.add(imported);
  return [...files];
}
