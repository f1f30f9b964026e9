import path from 'node:path';
import { build } from 'esbuild';

/** The page's files by name, as scripts/build.mjs makes them. */
export type PageFiles = ReadonlyMap<string, Uint8Array>;

let files: Promise<PageFiles> | undefined;

/** Bundles the webview once for all tests, in memory: no test can see a stale build. */
export function bundleWebview(): Promise<PageFiles> {
  files ??= bundle();
  return files;
}

async function bundle(): Promise<PageFiles> {
  const outdir = path.resolve('dist', 'webview');
  const { outputFiles } = await build({
    entryPoints: { main: 'webview/main.ts', codicon: 'node_modules/@vscode/codicons/dist/codicon.css' },
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
    minify: true,
    keepNames: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.ttf': 'file', '.svg': 'dataurl' },
    write: false,
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path: file, contents }) => [path.relative(outdir, file), contents]));
}
