import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

/** What still runs from an older build may load one of its chunks later on. */
const keptMs = 24 * 60 * 60_000;

/**
 * esbuild splits ES modules only, while VS Code and its processes load CommonJS: each file of such a build is converted by
 * itself afterwards. Chunks of older builds go after a day.
 * @param {RegExp} chunks what the chunks are called, from `outdir` on and with forward slashes
 * @returns {esbuild.Plugin}
 */
export function commonJsChunks(chunks) {
  return {
    name: 'commonjs-chunks',
    setup({ initialOptions, onEnd }) {
      const { minify = false, sourcemap, absWorkingDir = '', outdir = '' } = initialOptions;
      const withMap = sourcemap !== undefined && sourcemap !== false;
      // The second conversion reads the map of the first where the file holds it.
      if (withMap) initialOptions.sourcemap = 'inline';
      onEnd(async ({ outputFiles = [] }) => {
        await Promise.all(outputFiles.map((file) => writeConverted(file, { minify, withMap })));
        await removeOldChunks(path.join(absWorkingDir, outdir), chunks);
      });
    },
  };
}

/**
 * @param {esbuild.OutputFile} file
 * @param {{ minify: boolean, withMap: boolean }} options
 */
async function writeConverted({ path: target, text }, { minify, withMap }) {
  await mkdir(path.dirname(target), { recursive: true });
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

/** @param {string} outdir @param {RegExp} chunks */
async function removeOldChunks(outdir, chunks) {
  for (const name of await readdir(outdir, { recursive: true })) {
    if (!chunks.test(name.replaceAll(path.sep, '/').replace(/\.map$/, ''))) continue;
    const file = path.join(outdir, name);
    if ((await stat(file)).mtimeMs < Date.now() - keptMs) await rm(file, { force: true });
  }
}
