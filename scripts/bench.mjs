#!/usr/bin/env node
/**
 * Measures this product beside PyTorch, Keras and tfjs-layers, each in processes of its own: `npm run bench`.
 * Builds the command line first, then runs its `bench` with the other programs and passes all options on:
 *   npm run bench -- --quick
 *   npm run bench -- --only lstm-luong,c256,wasm,pytorch
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { buildBenchBundle } from './lib/benchBundle.mjs';
import { benchPeers } from './lib/benchPeers.mjs';
import { ensureNativeTensorFlow } from './lib/nativeTensorFlow.mjs';
import { ensureBenchEnv } from './lib/pythonEnv.mjs';
import { inRepository } from './lib/repository.mjs';
import { runShown } from './lib/runShown.mjs';

const [python, native, commandLine] = await Promise.all([
  ensureBenchEnv(),
  // Elsewhere than on Linux: where S2S_NATIVE_PATH says, or none.
  process.env['S2S_NATIVE_PATH'] ?? ensureNativeTensorFlow().catch(unavailable),
  buildBenchBundle(),
]);
const peersFile = inRepository('out', 'bench', 'peers.json');
await mkdir(inRepository('out', 'bench'), { recursive: true });
await writeFile(peersFile, JSON.stringify(benchPeers({ python, native }), null, 2));
const code = await runShown(
  process.execPath,
  [commandLine, 'bench', '--peers', peersFile, ...process.argv.slice(2)],
  native === undefined ? {} : { S2S_NATIVE_PATH: native },
);
process.exit(typeof code === 'number' ? code : 1);

/** @param {Error} error @returns {undefined} */
function unavailable(error) {
  console.error(error.message);
  return undefined;
}
