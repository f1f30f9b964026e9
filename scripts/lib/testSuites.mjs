import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { inRepository } from './repository.mjs';
import { runCommand } from './runCommand.mjs';
import { npm } from './npm.mjs';
import { installPackages } from './installPackages.mjs';

/**
 * One part of `npm test`.
 * @typedef {object} Suite
 * @property {string} name
 * @property {Preparation[]} [needs] heavy installations, made in the background since the beginning
 * @property {string} [folder] where its tests are; without one it is a step that succeeds or fails as a whole
 * @property {'first' | 'alone'} [turn] first: nothing else begins before it has ended; alone: it times what it tests, or drives a
 *   window that others would slow down, so that no other suite of this kind runs beside it, and the rest goes after it
 * @property {(prepared: Record<Preparation, string>, how: How) => Promise<boolean>} run whether all went well; a rejection says what did not
 */

/** @typedef {{ inBackground: boolean }} How inBackground: other programs go first, and what is said comes at the end */

/** @typedef {'python' | 'native' | 'chromium' | 'vscode' | 'newerNode'} Preparation */

/** What is prepared, by name, and the path that results. @type {Record<Preparation, () => Promise<string>>} */
export const preparations = {
  chromium: async () => (await import('./chromium.mjs')).ensureChromium(),
  vscode: async () =>
    (await (await import('./vscodeInstallation.mjs')).ensureVscodeInstallation()).serverMain,
  python: async () => (await import('./pythonEnv.mjs')).ensurePythonEnv(),
  native: async () => (await import('./nativeTensorFlow.mjs')).ensureNativeTensorFlow(),
  newerNode: async () => (await import('./newerNode.mjs')).ensureNewerNode(),
};

/** Of two that could run, the earlier one does: the long ones first, so that the last ones end together. @type {Suite[]} */
export const suites = [
  { name: 'install', turn: 'first', run: step(installPackages) },
  { name: 'build', turn: 'first', run: step((how) => script('build.mjs', how)) },
  {
    name: 'unit',
    folder: 'test/unit',
    needs: ['newerNode'],
    run: ({ newerNode }, how) => mocha('unit', { S2S_NEWER_NODE: newerNode }, how),
  },
  {
    name: 'native',
    folder: 'test/native',
    needs: ['native'],
    run: ({ native }, how) => mocha('native', { S2S_NATIVE_PATH: native }, how),
  },
  {
    name: 'oracle',
    folder: 'test/oracle',
    needs: ['python'],
    run: ({ python }, how) => mocha('oracle', { S2S_PYTHON: python }, how),
  },
  { name: 'lint', run: step((how) => npmScript('lint', how)) },
  { name: 'gallery', folder: 'test/gallery', run: (_, how) => mocha('gallery', {}, how) },
  { name: 'types', run: step((how) => npmScript('check-types', how)) },
  // Threads that wait for each other need a processor each: in the background they would mostly wait.
  {
    name: 'threads',
    folder: 'test/threads',
    turn: 'alone',
    run: (_, how) => mocha('threads', {}, how),
  },
  {
    name: 'process',
    folder: 'test/process',
    turn: 'alone',
    needs: ['native'],
    run: ({ native }, how) => mocha('process', { S2S_TEST_NATIVE_PATH: native }, how),
  },
  {
    name: 'webview',
    folder: 'test/webview',
    turn: 'alone',
    needs: ['chromium'],
    run: ({ chromium }, how) => mocha('webview', { CHROMIUM: chromium }, how),
  },
  {
    name: 'integration',
    folder: 'test/integration',
    turn: 'alone',
    needs: ['chromium', 'vscode', 'native'],
    run: ({ chromium, native }) =>
      shownScript('test-integration.mjs', { CHROMIUM: chromium, S2S_TEST_NATIVE_PATH: native }),
  },
  {
    name: 'e2e',
    folder: 'test/e2e',
    turn: 'alone',
    needs: ['chromium', 'vscode', 'native'],
    run: ({ chromium, native }) =>
      shownScript('test-e2e.mjs', { CHROMIUM: chromium, S2S_TEST_NATIVE_PATH: native }),
  },
];

/**
 * @param {string} folder relative to the repository
 * @returns {number | undefined} how many test files it holds; undefined when it does not exist
 */
export function countTestFiles(folder) {
  if (!existsSync(inRepository(folder))) return undefined;
  const names = readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts')).length;
}

/**
 * @param {string} suite
 * @returns {import('./suiteResults.mjs').TestResult[]} what the suite wrote; none if it wrote nothing
 */
export function suiteTests(suite) {
  const file = resultsFile(suite);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).tests : [];
}

/** @param {string} suite */
export function resultsFile(suite) {
  return inRepository('out', 'results', `${suite}.json`);
}

/** @param {(how: How) => Promise<unknown>} action @returns {Suite['run']} */
function step(action) {
  return async (_, how) => {
    await action(how);
    return true;
  };
}

/** @param {string} suite @param {NodeJS.ProcessEnv} env @param {How} how */
async function mocha(suite, env, how) {
  const { runMocha } = await import('./mocha.mjs');
  return runMocha(suite, [`test/${suite}/**/*.test.ts`], env, how);
}

/** @param {string} name @param {How} how */
function script(name, how) {
  return runCommand(process.execPath, [inRepository('scripts', name)], { cwd: inRepository(), ...how });
}

/** @param {string} name @param {How} how */
function npmScript(name, how) {
  return runCommand(npm, ['run', '--silent', name], { cwd: inRepository(), ...how });
}

/** @param {string} name @param {NodeJS.ProcessEnv} env */
async function shownScript(name, env) {
  const { runShown } = await import('./runShown.mjs');
  return (await runShown(process.execPath, [inRepository('scripts', name)], env)) === 0;
}
