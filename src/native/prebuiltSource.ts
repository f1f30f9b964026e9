import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorText, isDiskFull } from '../runs/runFolderError';
import { download } from './download';
import type { InstallContext } from './installContext';
import { napiVersion } from './nativeRecipe';
import { request } from './network';
import type { Network } from './network';
import { unpackTarball } from './npmPackages';
import { unpackZip } from './unpackZip';
import type { Checksum } from './verify';

/** A file of the host where tfjs-node's own installer finds its library. */
export interface HostedFile {
  readonly url: URL;
  readonly bytes: number;
  readonly checksum: Checksum | undefined;
}

/** What tfjs-node's authors have built: TensorFlow's C library and the addon. */
export interface PrebuiltSource {
  readonly type: 'prebuilt';
  readonly library: HostedFile;
  readonly addon: HostedFile;
}

const systems: Readonly<Record<string, readonly [system: string, ending: string]>> = {
  'linux-x64': ['linux', 'tar.gz'],
  'darwin-x64': ['darwin', 'tar.gz'],
  'win32-x64': ['windows', 'zip'],
};

/** A host that is blocked often does not even answer. */
const probeLimitMs = 6_000;

/**
 * Asks the host for both files.
 * @returns a clause that says why it is of no use here, when it is not
 */
export async function findPrebuilt(
  { platform, arch }: { readonly platform: string; readonly arch: string },
  { env, network, signal, recipe }: Pick<InstallContext, 'env' | 'network' | 'signal' | 'recipe'>,
): Promise<PrebuiltSource | string> {
  const { version } = recipe.tfjsNode;
  const { storage: defaultStorage, tensorFlow } = recipe.prebuilt;
  const [system, ending] = systems[`${platform}-${arch}`] ?? [];
  if (system === undefined || ending === undefined)
    return `tfjs-node ${version} is not offered for ${platform} on ${arch}`;
  const storage = new URL(storageHost(env, defaultStorage));
  const library = `tensorflow/libtensorflow/libtensorflow-cpu-${system}-x86_64-${tensorFlow}.${ending}`;
  const addon = `tf-builds/pre-built-binary/napi-v${napiVersion}/${version}/CPU-${system}-${version}.${ending}`;
  const limit = AbortSignal.timeout(probeLimitMs);
  try {
    const look = (file: string) => head(new URL(file, storage), AbortSignal.any([signal, limit]), network);
    const [foundLibrary, foundAddon] = await Promise.all([look(library), look(addon)]);
    return { type: 'prebuilt', library: foundLibrary, addon: foundAddon };
  } catch (error) {
    signal.throwIfAborted();
    const problem = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    const reason = limit.aborted
      ? `${storage.host} does not answer within ${probeLimitMs / 1000} s`
      : problem;
    return `the download host of tfjs-node can't be used (${reason})`;
  }
}

/** The variables by which tfjs-node's own installer is sent to a mirror. */
function storageHost(env: Readonly<NodeJS.ProcessEnv>, otherwise: string): string {
  const host =
    (env['TFJS_NODE_CDN_STORAGE'] ?? '') ||
    (env['npm_config_TFJS_NODE_CDN_STORAGE'] ?? '') ||
    (env['CDN_STORAGE'] ?? '') ||
    otherwise;
  return host.endsWith('/') ? host : `${host}/`;
}

async function head(url: URL, signal: AbortSignal, network: Network): Promise<HostedFile> {
  const { status, headers, body } = await request(url, { method: 'HEAD', signal }, network);
  body.resume();
  if (status !== 200) throw new Error(`${url.host} answers with status ${status}`);
  const hashes = headers['x-goog-hash'];
  const md5 = /md5=([\w+/=]+)/.exec(Array.isArray(hashes) ? hashes.join() : (hashes ?? ''))?.[1];
  return {
    url,
    bytes: Number(headers['content-length'] ?? 0),
    // The only checksum that the host offers.
    checksum: md5 === undefined ? undefined : { algorithm: 'md5', encoding: 'base64', value: md5 },
  };
}

/** Downloads both files and unpacks them into tfjs-node's folder. */
export async function installPrebuilt(
  tfjsNode: string,
  { library, addon }: PrebuiltSource,
  context: InstallContext,
): Promise<void> {
  const { folders, network, signal, progress } = context;
  const totalBytes = library.bytes + addon.bytes;
  let before = 0;
  const files: string[] = [];
  for (const { url, checksum, bytes } of [addon, library]) {
    const file = path.join(folders.downloads, path.posix.basename(url.pathname));
    await download({
      ...{ url, file, checksum, network, signal },
      onProgress: (done) =>
        progress.report('downloading', (before + done) / totalBytes, {
          doneBytes: before + done,
          totalBytes,
        }),
    });
    before += bytes;
    files.push(file);
  }
  const [addonFile = '', libraryFile = ''] = files;
  progress.report('unpacking', 0);
  const addonFolder = path.join(tfjsNode, 'lib', `napi-v${napiVersion}`);
  // Made by node-pre-gyp: everything lies in a folder called like the one it goes to.
  await unpackOrDelete(addonFile, addonFolder, 1, signal);
  const deps = path.join(tfjsNode, 'deps');
  await unpackOrDelete(libraryFile, deps, 0, signal);
  // Windows looks for libraries beside the addon.
  if (libraryFile.endsWith('.zip'))
    await copyFile(path.join(deps, 'lib', 'tensorflow.dll'), path.join(addonFolder, 'tensorflow.dll'));
}

/** Where the host gave no checksum, an archive that can't be unpacked is how a corrupt one is noticed. */
async function unpackOrDelete(
  file: string,
  target: string,
  strip: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await unpack(file, target, strip, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isDiskFull(error)) throw error;
    await rm(file, { force: true });
    const reason = errorText(error);
    throw new Error(
      `${path.basename(file)} arrived corrupt: it can't be unpacked (${reason.replace(/\.$/, '')}). It has been deleted; try again.`,
      { cause: error },
    );
  }
}

async function unpack(file: string, target: string, strip: number, signal: AbortSignal): Promise<void> {
  const isWanted = (name: string): boolean => !/(^|\/)include\//.test(name);
  await mkdir(target, { recursive: true });
  if (!file.endsWith('.zip')) {
    await unpackTarball(file, target, signal, isWanted, strip);
    return;
  }
  const placeOf = (name: string): string | undefined =>
    isWanted(name) ? path.join(target, ...name.split('/').slice(strip)) : undefined;
  await unpackZip(file, placeOf, { signal });
}
