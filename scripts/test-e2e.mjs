#!/usr/bin/env node
/**
 * Runs test/e2e: VS Code in Chromium with the packaged extension installed, driven as by a user.
 *   node scripts/test-e2e.mjs [--grep TEXT] [--keep]
 * Screenshots go to test-results/. --keep leaves the folders of that VS Code for a look.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumArguments } from './lib/browser.mjs';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { freePort } from './lib/freePort.mjs';
import { runMocha } from './lib/mocha.mjs';
import { ensureNativeTensorFlow } from './lib/nativeTensorFlow.mjs';
import { inRepository, manifest } from './lib/repository.mjs';
import { VscodeProfile } from './lib/vscodeProfile.mjs';
import { installExtension, startVscodeServer } from './lib/vscodeServer.mjs';
import { testSettings } from './lib/vscodeSettings.mjs';
import { ensurePackage } from './lib/vsix.mjs';

const { values: options } = parseArgs({
  options: { grep: { type: 'string' }, keep: { type: 'boolean', default: false } },
});

const [chromium, vsix, native] = await Promise.all([
  ensureChromium(),
  ensurePackage(),
  process.env['S2S_TEST_NATIVE_PATH'] ?? ensureNativeTensorFlow(),
]);
const { publisher, name } = manifest();
const profile = new VscodeProfile({
  settings: {
    ...testSettings,
    'security.workspace.trust.enabled': false,
    // A training that goes on would slow down the tests that follow.
    's2s.training.whenWindowCloses': 'checkpointAndStop',
    // Where the tests change settings.
    'files.exclude': { '**/.vscode': true },
  },
  keep: options.keep,
});
if (options.keep) console.log(`  profile ${profile.folder}`);
const workspaces = path.join(profile.folder, 'workspaces');
mkdirSync(workspaces);
/** @type {import('./lib/vscodeServer.mjs').VscodeServer | undefined} */
let server;
let passed = false;
try {
  await installExtension(vsix, profile);
  profile.offerLanguage('de');
  // A test answers there in place of the hosts that native TensorFlow comes from.
  const sources = new URL(`http://127.0.0.1:${await freePort()}/`);
  server = await startVscodeServer({
    profile,
    port: await freePort(),
    graceSeconds: 1,
    env: {
      S2S_CACHE_DIR: cacheFolder(),
      TFJS_NODE_CDN_STORAGE: new URL('storage/', sources).href,
      PIP_INDEX_URL: new URL('simple/', sources).href,
      npm_config_registry: new URL('npm/', sources).href,
    },
  });
  const session = {
    port: server.port,
    workspaces,
    globalStorage: path.join(profile.userData, 'User', 'globalStorage', `${publisher}.${name}`),
    nativeSources: sources.href,
    native,
    chromium,
    chromiumArguments: chromiumArguments(),
  };
  passed = await runMocha(
    'e2e',
    [
      ...['--require', inRepository('test', 'e2e', 'hooks.ts'), '--timeout', '120000'],
      ...(options.grep === undefined ? [] : ['--grep', options.grep]),
      'test/e2e/**/*.test.ts',
    ],
    { S2S_E2E: JSON.stringify(session), S2S_FIGURES: inRepository('test-results', 'figures.jsonl') },
  );
} finally {
  await server?.stop();
  for (const command of profile.dispose()) {
    passed = false;
    console.error(`  ✘ was still running after its window had closed: ${command}`);
  }
}
if (!passed) process.exitCode = 1;
