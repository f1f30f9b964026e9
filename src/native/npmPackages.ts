import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { errorText } from '../runs/runFolderError';
import { download } from './download';
import { packageFolder } from './nativeFolders';
import type { PinnedPackage } from './nativeRecipe';
import { NativeUnavailableError } from './nativeUnavailable';
import type { Network } from './network';
import { runTool } from './runTool';
import { verify } from './verify';
import type { Checksum } from './verify';

export interface PackageSource {
  /** Keeps tarballs. */
  readonly downloads: string;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

const windows = process.platform === 'win32';

/**
 * Puts one package into `<folder>/node_modules`, without its dependencies and without running anything of it.
 * @param wanted which of its files, by path inside the package
 * @throws Error when it can't be had, or is not the one that is pinned
 */
export async function installPackage(
  folder: string,
  pinned: PinnedPackage,
  source: PackageSource,
  wanted: (file: string) => boolean = () => true,
): Promise<string> {
  const tarball = await fetchTarball(pinned, source);
  const target = packageFolder(folder, pinned.name);
  await mkdir(target, { recursive: true });
  await unpackTarball(tarball, target, source.signal, wanted);
  return target;
}

/**
 * Unpacks a `.tar.gz`.
 * @param wanted by path as it is unpacked
 * @param strip how many folders are left out at the beginning of every path
 */
export async function unpackTarball(
  file: string,
  target: string,
  signal: AbortSignal,
  wanted: (name: string) => boolean = () => true,
  strip = 1,
): Promise<void> {
  const filter = ({ name }: { name: string }): boolean => wanted(name);
  await pipeline(createReadStream(file), createGunzip(), unpackTar(target, { strip, filter }), { signal });
}

/** By npm where there is one, since it knows the registry, its password and the proxy; else over HTTPS. */
async function fetchTarball(pinned: PinnedPackage, source: PackageSource): Promise<string> {
  const { downloads, signal } = source;
  const { name, version } = pinned;
  const checksum = checksumOf(pinned);
  const file = path.join(downloads, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`);
  if (await verify(file, checksum)) return file;
  await mkdir(downloads, { recursive: true });
  const registry = configuredRegistry(source.env);
  try {
    await packWithNpm(`${name}@${version}`, downloads, file, source);
    if (await verify(file, checksum)) return file;
    await rm(file, { force: true });
    throw new Error(`npm delivers another ${name}@${version} than the one that is pinned.`);
  } catch (error) {
    signal.throwIfAborted();
    // No npm, or none that works here: the registry itself is asked, and says why if it can't be reached either.
    if (registry === undefined)
      throw new NativeUnavailableError(
        `${name} can't be had by npm: ${errorText(error)} Install Node.js with npm, or set npm_config_registry to the address of a registry, then try again.`,
        { cause: error },
      );
  }
  const base = name.split('/').at(-1) ?? name;
  const url = new URL(`${name}/-/${base}-${version}.tgz`, registry);
  await download({ ...source, url, file, checksum, onProgress: () => undefined });
  return file;
}

/** The registry that the environment names, as npm reads it. */
function configuredRegistry(env: Readonly<NodeJS.ProcessEnv>): URL | undefined {
  const text = (env['npm_config_registry'] ?? '') || (env['NPM_CONFIG_REGISTRY'] ?? '');
  if (text === '') return undefined;
  try {
    return new URL(text.endsWith('/') ? text : `${text}/`);
  } catch (error) {
    throw new Error(`npm_config_registry is "${text}", which is no URL.`, { cause: error });
  }
}

async function packWithNpm(
  spec: string,
  folder: string,
  file: string,
  { env, signal }: PackageSource,
): Promise<void> {
  const args = ['pack', '--silent', '--ignore-scripts', spec, '--pack-destination', '.'];
  const printed = await runTool(windows ? 'npm.cmd' : 'npm', args, {
    cwd: folder,
    env: { ...env },
    signal,
    shell: windows,
  });
  const name = printed.trim().split('\n').at(-1) ?? '';
  const packed = path.join(folder, path.basename(name.trim()));
  if (packed !== file) await rename(packed, file);
}

function checksumOf({ integrity }: PinnedPackage): Checksum {
  return { algorithm: 'sha512', encoding: 'base64', value: integrity.replace(/^sha512-/, '') };
}
