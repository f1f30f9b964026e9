#!/usr/bin/env node
/**
 * Runs test/integration inside a real extension host: in the desktop's VS Code where there is one, otherwise in VS Code in the browser.
 *   node scripts/test-integration.mjs [GROUP …] [--grep TEXT] [--verbose] [--keep]
 * A group is a folder of test/integration and gets a window of its own:
 *   trusted         an ordinary window
 *   restricted      a window that is not trusted
 *   reopen/before   its extension host is killed when its tests are done, then
 *   reopen/after    the window is opened again on the same workspace
 * --verbose shows what the window logs, --keep leaves its folders for a look.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { bundleIntegrationTests } from './lib/integrationBundle.mjs';
import { chooseVscode } from './lib/integrationWindow.mjs';
import { inRepository } from './lib/repository.mjs';
import { ensureNativeTensorFlow } from './lib/nativeTensorFlow.mjs';
import { followSuiteResults, readSuiteResults } from './lib/suiteResults.mjs';
import { VscodeProfile } from './lib/vscodeProfile.mjs';
import { testSettings } from './lib/vscodeSettings.mjs';

const limitMs = 10 * 60_000;
const crashLimitMs = 10_000;

/** Groups that share a profile and workspace, one window after the other. */
const sessions = [['trusted'], ['restricted'], ['reopen/before', 'reopen/after']];

// Given by `npm test`; a run of this script alone finds or builds it.
process.env['S2S_TEST_NATIVE_PATH'] ??= await ensureNativeTensorFlow();

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

/** @typedef {import('./lib/suiteResults.mjs').TestResult} TestResult */

const present = await bundleIntegrationTests();
const unknown = [...present.keys()].filter((group) => !sessions.flat().includes(group));
if (unknown.length > 0) throw new Error(`No window is known for the tests in ${unknown.join(', ')}.`);
const vscode = await chooseVscode();
console.log(`  ${vscode.name}, because ${vscode.reason}.`);

/** @type {TestResult[]} */
const tests = [];
for (const session of sessions) {
  const groups = session.filter((group) => present.has(group));
  if (
    groups.length > 0 &&
    (wanted.length === 0 || wanted.some((name) => groups.some((group) => group.startsWith(name))))
  )
    tests.push(...(await runSession(groups)));
}
const results = inRepository('out', 'results', 'integration.json');
mkdirSync(path.dirname(results), { recursive: true });
writeFileSync(results, JSON.stringify({ vscode: vscode.name, tests }, null, 2));
const failed = tests.filter(({ ok }) => !ok).length;
console.log(`  ${tests.length - failed} passed, ${failed} failed`);
if (failed > 0 || tests.length === 0) process.exitCode = 1;

/**
 * @param {string[]} groups
 * @returns {Promise<TestResult[]>}
 */
async function runSession(groups) {
  const restricted = groups.includes('restricted');
  const profile = new VscodeProfile({
    settings: { ...testSettings, 'security.workspace.trust.enabled': restricted },
    keep: options.keep,
  });
  cpSync(inRepository('test', 'fixtures', 'workspace'), profile.workspace, { recursive: true });
  if (options.keep) console.log(`  profile ${profile.folder}`);
  const window = vscode.create(profile);
  /** @type {TestResult[]} */
  const all = [];
  try {
    for (const group of groups) all.push(...(await runGroup(group, window)));
  } finally {
    await window.close();
    for (const command of profile.dispose()) {
      const error = `was still running after its window had closed: ${command}`;
      all.push({ title: `${groups.join(', ')}: nothing is left running`, ok: false, ms: 0, error });
      console.log(`    ✘ ${error}`);
    }
  }
  return all;
}

/**
 * @param {string} group
 * @param {import('./lib/integrationWindow.mjs').IntegrationWindow} window
 * @returns {Promise<TestResult[]>}
 */
async function runGroup(group, window) {
  console.log(`\n  ${group}`);
  const file = path.join(window.profile.folder, `${group.replaceAll('/', '-')}.json`);
  rmSync(file, { force: true });
  const crash = group === 'reopen/before';
  const following = followSuiteResults(file);
  /** @type {NodeJS.Timeout | undefined} */
  let limit;
  const closeRequested = new Promise((resolve, reject) => {
    limit = setTimeout(
      () => reject(new Error(`The tests did not end within ${limitMs / 60_000} minutes.`)),
      limitMs,
    );
    if (crash)
      following.finished
        .then(({ extensionHostProcessId }) => kill(extensionHostProcessId))
        .then(resolve, reject);
  });
  let problem;
  try {
    await window.runSuite(
      {
        S2S_GROUP: group,
        S2S_RESULTS: file,
        S2S_FIGURES: inRepository('test-results', 'figures.jsonl'),
        S2S_CACHE_DIR: cacheFolder(),
        // The extension then shows its inside to the tests.
        S2S_TEST_API: '1',
        ...(crash ? { S2S_WAIT_FOR_CRASH: '1' } : {}),
        ...(options.grep === undefined ? {} : { S2S_GREP: options.grep }),
      },
      closeRequested,
    );
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  clearTimeout(limit);
  following.stop();
  const results = readSuiteResults(file);
  const tests = results?.tests ?? [];
  // VS Code's own exit code says 0 even after a crash: only a finished results file counts.
  if (!results?.finished || problem !== undefined) {
    const error = problem ?? 'The window closed before the tests had ended.';
    tests.push({ title: `${group}: the window runs all tests`, ok: false, ms: 0, error });
    console.log(`    ✘ ${error}`);
  }
  if (options.verbose || tests.some(({ ok }) => !ok)) {
    console.log('    log of the window:');
    for (const line of window.log.slice(options.verbose ? 0 : -60)) console.log(`      ${line}`);
  }
  window.log.length = 0;
  return tests;
}

/**
 * Kills the extension host and waits until it is gone.
 * @param {number} processId
 */
async function kill(processId) {
  process.kill(processId, 'SIGKILL');
  for (const startedAt = Date.now(); Date.now() - startedAt < crashLimitMs;) {
    try {
      process.kill(processId, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The extension host ${processId} survived SIGKILL.`);
}
