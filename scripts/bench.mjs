#!/usr/bin/env node
/**
 * Measures this product beside PyTorch, Keras and tfjs-layers, each in processes of its own: `npm run bench`.
 * Bundles the command line as it is now, and runs its `bench` with the other programs; options are passed on.
 *   npm run bench -- --quick
 *   npm run bench -- --only lstm-luong,c256,wasm,pytorch --threads 1
 *   npm run bench -- --write         everything, into docs/performance.md
 *   npm run bench -- --only pointer,ntm,captions --page docs/performance-canon.md
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as prettier from 'prettier';
import { buildBenchBundle } from './lib/benchBundle.mjs';
import { benchPeers } from './lib/benchPeers.mjs';
import { ensureNativeTensorFlow } from './lib/nativeTensorFlow.mjs';
import { ensureBenchEnv } from './lib/pythonEnv.mjs';
import { inRepository } from './lib/repository.mjs';
import { runShown } from './lib/runShown.mjs';

const options = process.argv
  .slice(2)
  .flatMap((option) =>
    option === '--write' ? ['--page', inRepository('docs', 'performance.md')] : [option],
  );
const page = options[options.indexOf('--page') + 1];

const parent = inRepository('out', 'bench');
await mkdir(parent, { recursive: true });
// Its own, so that nothing that is built meanwhile changes what is being measured.
const folder = await mkdtemp(path.join(parent, 'run-'));
// Ctrl+C reaches the bench too: wait for its end, to clean up.
process.on('SIGINT', () => undefined);
let code;
try {
  const [python, native, commandLine] = await Promise.all([
    ensureBenchEnv(),
    // Elsewhere than on Linux: where S2S_NATIVE_PATH says, or none.
    process.env['S2S_NATIVE_PATH'] ?? ensureNativeTensorFlow().catch(unavailable),
    buildBenchBundle(folder),
  ]);
  const peersFile = path.join(folder, 'peers.json');
  await writeFile(peersFile, JSON.stringify(benchPeers({ python, native }), null, 2));
  code = await runShown(process.execPath, [commandLine, 'bench', '--peers', peersFile, ...options], {
    TMPDIR: folder,
    ...(native === undefined ? {} : { S2S_NATIVE_PATH: native }),
  });
  if (options.includes('--page') && page !== undefined && existsSync(page)) await formatPage(page);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(typeof code === 'number' ? code : 1);

/**
 * As everything here is.
 * @param {string} page
 */
async function formatPage(page) {
  const config = await prettier.resolveConfig(page);
  const text = await readFile(page, 'utf8');
  await writeFile(page, await prettier.format(text, { ...config, filepath: page }));
}

/** @param {Error} error @returns {undefined} */
function unavailable(error) {
  console.error(error.message);
  return undefined;
}
