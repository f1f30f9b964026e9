import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildAddon } from './buildAddon';
import { download } from './download';
import type { InstallContext } from './installContext';
import { findCompiler, requireWheelMachine } from './machine';
import type { Machine } from './machine';
import { installPackage } from './npmPackages';
import { findIndexedFile } from './packageIndex';
import { pipIndexUrl } from './pipIndex';
import { runTool } from './runTool';
import { unpackZip } from './unpackZip';

/** TensorFlow's library and headers out of its Python wheel, and the addon built against them here. */
export interface WheelSource {
  readonly type: 'wheel';
  readonly url: URL;
  readonly compiler: string;
}

/**
 * Makes sure that everything is there that this way needs, and asks where the wheel is.
 * @throws NativeUnavailableError, Error: in words
 */
export async function findWheel(
  machine: Machine,
  context: Pick<InstallContext, 'env' | 'network' | 'signal' | 'recipe'>,
): Promise<WheelSource> {
  const { project, fileName, sha256, minGlibc } = context.recipe.wheel;
  requireWheelMachine(machine, minGlibc);
  const compiler = await findCompiler(context.env, context.signal);
  const found = await findIndexedFile(await pipIndexUrl(context.env), project, fileName, context);
  if (found.sha256 !== undefined && found.sha256 !== sha256)
    throw new Error(
      `The package index lists another ${fileName} than the one of PyPI (sha256 ${found.sha256}, expected ${sha256}). Nothing was downloaded.`,
    );
  return { type: 'wheel', url: found.url, compiler };
}

/** Downloads the wheel, takes the libraries and headers out of it, and builds the addon in tfjs-node's folder. */
export async function installWheel(
  tfjsNode: string,
  scratch: string,
  { url, compiler }: WheelSource,
  context: InstallContext,
): Promise<void> {
  const { folders, network, signal, progress, env, recipe } = context;
  const { fileName, sha256, bytes, libraries } = recipe.wheel;
  const headers = await installPackage(
    scratch,
    recipe.nodeHeaders,
    { ...context, downloads: folders.downloads },
    (file) => file.startsWith('include/'),
  );
  const wheel = path.join(folders.downloads, fileName);
  await download({
    ...{ url, file: wheel, network, signal },
    checksum: { algorithm: 'sha256', encoding: 'hex', value: sha256 },
    onProgress: (doneBytes, totalBytes = bytes) =>
      progress.report('downloading', doneBytes / totalBytes, { doneBytes, totalBytes }),
  });

  const include = path.join(scratch, 'include');
  await unpackLibraries(wheel, path.join(tfjsNode, 'deps', 'lib'), include, context);
  progress.report('building', 0);
  const includes = [include, path.join(headers, 'include')];
  await buildAddon({ compiler, tfjsNode, include: includes, libraries, env, signal });
  progress.report('building', 0.6);
  await rm(wheel);
  for (const library of libraries) await stripSymbols(path.join(tfjsNode, 'deps', 'lib', library), context);
}

async function unpackLibraries(
  wheel: string,
  lib: string,
  include: string,
  { signal, progress, recipe }: InstallContext,
): Promise<void> {
  const { libraries, headerFolders, unpackedBytes } = recipe.wheel;
  const libraryNames = new Map(libraries.map((name) => [`tensorflow/${name}`, path.join(lib, name)]));
  const headerPrefix = 'tensorflow/include/';
  let written = 0;
  progress.report('unpacking', 0);
  const files = await unpackZip(
    wheel,
    (name) => {
      const library = libraryNames.get(name);
      if (library !== undefined || !name.startsWith(headerPrefix)) return library;
      const header = name.slice(headerPrefix.length);
      return headerFolders.some((folder) => header.startsWith(folder))
        ? path.join(include, ...header.split('/'))
        : undefined;
    },
    {
      signal,
      onWritten: (bytes) => {
        written += bytes;
        progress.report('unpacking', written / unpackedBytes);
      },
    },
  );
  if (files <= libraries.length) throw new Error('The TensorFlow wheel does not hold what it should.');
}

/** Takes the symbol table out, a quarter of the library that only debuggers read. One that can't be stays as it is. */
async function stripSymbols(
  library: string,
  { env, signal }: Pick<InstallContext, 'env' | 'signal'>,
): Promise<void> {
  const stripped = `${library}.stripped`;
  try {
    await runTool('strip', ['--strip-unneeded', '-o', stripped, library], { env: { ...env }, signal });
    await rename(stripped, library);
  } catch {
    signal.throwIfAborted();
    await rm(stripped, { force: true });
  }
}
