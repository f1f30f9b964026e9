#!/usr/bin/env node
/**
 * Bundles the extension, its processes, the command line and the webviews into dist/.
 *   --production   minified, without source maps
 *   --watch        builds again whenever a source changes
 */
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { ensureWasmFolder } from './lib/kernels.mjs';
import { activationFiles, extensionBundle, processesBundle } from './lib/nodeBundles.mjs';
import { inRepository } from './lib/repository.mjs';
import { thirdPartyNotices } from './lib/thirdPartyNotices.mjs';
import { webviewBundle } from './lib/webviewBundle.mjs';

const { production, watch } = parseArgs({
  options: { production: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false } },
}).values;

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: inRepository(),
  minify: production,
  sourcemap: production ? false : 'linked',
  // Names of classes and functions show up in messages and in tfjs's registries.
  keepNames: true,
  // The licences are in dist/third-party-notices.txt.
  legalComments: 'none',
  metafile: true,
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  { ...extensionBundle, ...shared },
  { ...processesBundle, ...shared },
  { ...webviewBundle, ...shared, logLevel: 'warning' },
];

// A package must hold nothing left over; a development build leaves alone what is running from dist/ now.
if (production) await rm(inRepository('dist'), { recursive: true, force: true });
await copyAssets();

if (watch) {
  for (const bundle of bundles)
    await (
      await esbuild.context({
        ...bundle,
        plugins: [...(bundle.plugins ?? []), watchMessages(entryPoint(bundle))],
      })
    ).watch();
} else {
  const results = await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
  const metafiles = results.flatMap(({ metafile }) => metafile ?? []);
  for (const metafile of metafiles) checkBorders(metafile);
  const notices = await thirdPartyNotices(metafiles, ['@tensorflow/tfjs-backend-wasm', '@vscode/codicons']);
  await writeFile(inRepository('dist/third-party-notices.txt'), notices);
  await chmod(inRepository('dist/cli.js'), 0o755);
}

/** @param {esbuild.BuildOptions} bundle */
function entryPoint(bundle) {
  const entries = /** @type {string[] | Record<string, string>} */ (bundle.entryPoints);
  return Object.values(entries)[0] ?? '';
}

/** The files that the bundles load at run time, next to them. */
async function copyAssets() {
  const webview = inRepository('dist', 'webview');
  await mkdir(webview, { recursive: true });
  const wasm = await ensureWasmFolder();
  const icons = inRepository('node_modules', '@vscode', 'codicons', 'dist');
  const wasmFiles = (await readdir(wasm)).filter((name) => name.endsWith('.wasm'));
  await Promise.all([
    ...wasmFiles.map((name) => copyFile(path.join(wasm, name), inRepository('dist', name))),
    ...['codicon.css', 'codicon.ttf'].map((name) =>
      copyFile(path.join(icons, name), path.join(webview, name)),
    ),
  ]);
}

/**
 * The extension host must stay light: no tensor library may slip into its bundle.
 * @param {esbuild.Metafile} metafile
 */
function checkBorders(metafile) {
  if (activationFiles(metafile).length === 0) return;
  for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
    const tensors = Object.keys(inputs).find((input) => input.includes('node_modules/@tensorflow/'));
    if (tensors !== undefined)
      throw new Error(`${file} contains ${tensors}: the extension host never loads a tensor library.`);
  }
}

/**
 * The lines that `.vscode/tasks.json`'s problem matcher waits for.
 * @param {string} entry
 * @returns {esbuild.Plugin}
 */
function watchMessages(entry) {
  return {
    name: 'watch-messages',
    setup(build) {
      build.onStart(() => console.log(`[watch] build started: ${entry}`));
      build.onEnd(({ errors }) => {
        for (const { text, location } of errors)
          console.error(
            `✘ [ERROR] ${text}\n    ${location?.file ?? entry}:${location?.line ?? 1}:${location?.column ?? 0}:`,
          );
        console.log(`[watch] build finished: ${entry}`);
      });
    },
  };
}
