import os from 'node:os';
import path from 'node:path';

/** Where the command line installs native TensorFlow, and where everything remembers what it has found out about one. */
export function userCacheFolder(
  env: Readonly<NodeJS.ProcessEnv> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  const own = env['S2S_CACHE_DIR'];
  if (own !== undefined && own !== '') return path.resolve(own);
  return path.join(systemCacheFolder(env, platform, home), 'seq2seq-lab');
}

function systemCacheFolder(
  env: Readonly<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const named = env[platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME'];
  if (named !== undefined && named !== '') return named;
  switch (platform) {
    case 'win32':
      return path.join(home, 'AppData', 'Local');
    case 'darwin':
      return path.join(home, 'Library', 'Caches');
    default:
      return path.join(home, '.cache');
  }
}

/**
 * The folders of one installation of native TensorFlow:
 *
 * <root>/
 *   tensorflow/       the installation: node_modules, installed.json; complete, or not there
 *   downloads/        what has come so far of a download that was cut
 *   .installing-…/    an installation under way
 *   install.lock      who is at work
 */
export interface NativeFolders {
  readonly root: string;
  readonly installed: string;
  readonly downloads: string;
}

export function nativeFolders(root: string): NativeFolders {
  return { root, installed: path.join(root, 'tensorflow'), downloads: path.join(root, 'downloads') };
}

/** Below the extension's global storage, or the user's cache. */
export const nativeRootIn = (folder: string): string => path.join(folder, 'native');

/** The environment variable by which the extension host tells its processes where it installs. */
export const nativeRootVariable = 'S2S_NATIVE_ROOT';

export const temporaryPrefix = '.installing-';

/** Folder of a package in an installation (or a scratch folder) with `node_modules`. */
export const packageFolder = (folder: string, name: string): string =>
  path.join(folder, 'node_modules', ...name.split('/'));
