import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { nodeBundle } from './esbuild.mjs';
import { inRepository } from './repository.mjs';

const entry = 'extension';
const chunkFolder = inRepository('dist', entry);

/** A window that still runs an older build may load one of its chunks later on. */
const keptMs = 24 * 60 * 60_000;

/**
 * The extension host's bundle, split where the sources say `await import(…)`: activation loads `dist/extension.js` and the
 * few chunks that it imports statically, every feature the rest of its code when it is first used. esbuild splits ES
 * modules only, and VS Code loads CommonJS, so each file is converted by itself afterwards.
 * @type {import('esbuild').BuildOptions}
 */
export const extensionBundle = {
  ...nodeBundle,
  format: 'esm',
  splitting: true,
  entryPoints: { [entry]: 'src/extension.ts' },
  outdir: 'dist',
  chunkNames: `${entry}/[name]-[hash]`,
  metafile: true,
  write: false,
  plugins: [...(nodeBundle.plugins ?? []), { name: 'commonjs-chunks', setup: writeAsCommonJs }],
};

/** @param {esbuild.PluginBuild} build */
function writeAsCommonJs({ initialOptions, onEnd }) {
  const { minify = false, sourcemap } = initialOptions;
  const withMap = sourcemap !== undefined && sourcemap !== false;
  // The second conversion reads the map of the first where the file holds it.
  if (withMap) initialOptions.sourcemap = 'inline';
  onEnd(async ({ outputFiles = [] }) => {
    await mkdir(chunkFolder, { recursive: true });
    await Promise.all(outputFiles.map((file) => writeConverted(file, { minify, withMap })));
    await removeOldChunks();
  });
}

/**
 * @param {esbuild.OutputFile} file
 * @param {{ minify: boolean, withMap: boolean }} options
 */
async function writeConverted({ path: target, text }, { minify, withMap }) {
  const { code, map } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: minify,
    minifySyntax: minify,
    sourcemap: withMap ? 'external' : false,
    sourcefile: path.basename(target),
  });
  if (!withMap) return writeFile(target, code);
  await writeFile(`${target}.map`, map);
  return writeFile(target, `${code}//# sourceMappingURL=${path.basename(target)}.map\n`);
}

async function removeOldChunks() {
  for (const name of await readdir(chunkFolder)) {
    const file = path.join(chunkFolder, name);
    if ((await stat(file)).mtimeMs < Date.now() - keptMs) await rm(file, { force: true });
  }
}

/**
 * What activation loads: the entry and the chunks that it imports statically.
 * @param {esbuild.Metafile} metafile
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
