import path from 'node:path';
import { build } from 'esbuild';
import { webviewBundle, webviewPages } from '../../../scripts/lib/webviewBundle.mjs';

/** The pages' files by name, as scripts/build.mjs makes them. */
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
    ...webviewBundle,
    entryPoints: { ...webviewPages, codicon: 'node_modules/@vscode/codicons/dist/codicon.css' },
    outdir,
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path: file, contents }) => [path.relative(outdir, file), contents]));
}
