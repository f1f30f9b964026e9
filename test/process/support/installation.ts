import { copyFile, mkdtemp, mkdir, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { nodeBundle } from '../../../scripts/lib/esbuild.mjs';
import { ensureWasmFolder } from '../../../scripts/lib/kernels.mjs';
import { removeAtEnd } from './leftovers';

/** The processes as a user has them: bundles far away from any node_modules, with the files they load beside them. */
export interface Installation {
  readonly trainer: string;
  readonly inference: string;
  readonly cli: string;
  /** Forks a trainer and is there to be killed; see parent.ts. */
  readonly parent: string;
  readonly gallery: string;
}

let made: Promise<Installation> | undefined;

/** Bundles the sources once for all tests: no test can see a stale build. */
export function installation(): Promise<Installation> {
  made ??= install();
  return made;
}

async function install(): Promise<Installation> {
  const root = await mkdtemp(path.join(tmpdir(), 's2s-install-'));
  removeAtEnd(root);
  const dist = path.join(root, 'dist');
  await mkdir(dist);
  await build({
    ...nodeBundle,
    entryPoints: {
      trainer: 'src/trainer/main.ts',
      inference: 'src/trainer/inference.ts',
      cli: 'src/cli/main.ts',
      engineWorker: 'src/engine/wasm/workers/engineWorker.ts',
      parent: 'test/process/support/parent.ts',
    },
    outdir: dist,
    keepNames: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const wasm = await ensureWasmFolder();
  const wasmFiles = (await readdir(wasm)).filter((name) => name.endsWith('.wasm'));
  await Promise.all(wasmFiles.map((name) => copyFile(path.join(wasm, name), path.join(dist, name))));
  await copyFile('package.json', path.join(root, 'package.json'));
  const gallery = path.join(root, 'gallery');
  await symlink(path.resolve('gallery'), gallery, 'dir');
  const script = (name: string): string => path.join(dist, `${name}.js`);
  return {
    trainer: script('trainer'),
    inference: script('inference'),
    cli: script('cli'),
    parent: script('parent'),
    gallery,
  };
}
