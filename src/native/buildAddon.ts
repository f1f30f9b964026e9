import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../runs/runFolderError';
import { napiVersion } from './nativeRecipe';
import { runTool } from './runTool';

export interface AddonBuild {
  readonly compiler: string;
  /** tfjs-node with its C++ sources and, in `deps/lib`, the libraries. */
  readonly tfjsNode: string;
  /** Folders of headers: TensorFlow's, Node-API's. */
  readonly include: readonly string[];
  /** File names of the libraries. */
  readonly libraries: readonly string[];
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
}

const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];

/**
 * Compiles tfjs-node's addon: two C++ files. This is what its `binding.gyp` says for Linux, said to the compiler directly,
 * since node-gyp would need Python, make and 60 packages. The addon finds the libraries relative to itself, so the
 * installation can be moved.
 * @throws Error with the compiler's words
 */
export async function buildAddon(build: AddonBuild): Promise<void> {
  const { compiler, tfjsNode, include, libraries, env, signal } = build;
  const folder = path.join(tfjsNode, 'lib', `napi-v${napiVersion}`);
  await mkdir(folder, { recursive: true });
  const args = [
    ...[
      '-std=gnu++17',
      '-O3',
      '-fPIC',
      '-fno-rtti',
      '-fno-exceptions',
      '-fno-strict-aliasing',
      '-pthread',
      '-w',
    ],
    ...[`-DNAPI_VERSION=${napiVersion}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...include.map((headers) => `-I${headers}`),
    ...['-shared', '-o', path.join(folder, 'tfjs_binding.node'), ...sources],
    ...[`-L${path.join('deps', 'lib')}`, ...libraries.map((name) => `-l:${name}`)],
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  try {
    await runTool(compiler, args, { cwd: tfjsNode, env: { ...env }, signal });
  } catch (error) {
    signal.throwIfAborted();
    const reason = errorText(error);
    throw new Error(`The C++ compiler could not build tfjs-node’s addon. ${reason}`, { cause: error });
  }
}
