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
 * @property {boolean} [beside] a check that runs in the background of the suites after it
 * @property {boolean} [measures] times what it tests, so nothing runs beside it
 * @property {(prepared: Record<Preparation, string>) => Promise<boolean>} run whether all went well; a rejection says what did not
 */

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

/** In the order in which they run. @type {Suite[]} */
export const suites = [
  { name: 'install', run: step(installPackages) },
  { name: 'build', run: step(() => script('build.mjs')) },
  { name: 'types', beside: true, run: step(() => npmScript('check-types')) },
  { name: 'lint', beside: true, run: step(() => npmScript('lint')) },
  {
    name: 'oracle',
    folder: 'test/oracle',
    beside: true,
    needs: ['python'],
    run: ({ python }) => mocha('oracle', { S2S_PYTHON: python }),
  },
  {
    name: 'unit',
    folder: 'test/unit',
    needs: ['newerNode'],
    run: ({ newerNode }) => mocha('unit', { S2S_NEWER_NODE: newerNode }),
  },
  {
    name: 'native',
    folder: 'test/native',
    needs: ['native'],
    run: ({ native }) => mocha('native', { S2S_NATIVE_PATH: native }),
  },
  {
    name: 'process',
    folder: 'test/process',
    measures: true,
    needs: ['native'],
    run: ({ native }) => mocha('process', { S2S_TEST_NATIVE_PATH: native }),
  },
  {
    name: 'webview',
    folder: 'test/webview',
    measures: true,
    needs: ['chromium'],
    run: ({ chromium }) => mocha('webview', { CHROMIUM: chromium }),
  },
  {
    name: 'integration',
    folder: 'test/integration',
    measures: true,
    needs: ['chromium', 'vscode', 'native'],
    run: ({ chromium, native }) =>
      shownScript('test-integration.mjs', { CHROMIUM: chromium, S2S_TEST_NATIVE_PATH: native }),
  },
  {
    name: 'e2e',
    folder: 'test/e2e',
    measures: true,
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

/** @param {() => Promise<unknown>} action @returns {() => Promise<boolean>} */
function step(action) {
  return async () => {
    await action();
    return true;
  };
}

/** @param {string} suite @param {NodeJS.ProcessEnv} [env] */
async function mocha(suite, env) {
  const { runMocha } = await import('./mocha.mjs');
  return runMocha(suite, [`test/${suite}/**/*.test.ts`], env);
}

/** @param {string} name */
function script(name) {
  return runCommand(process.execPath, [inRepository('scripts', name)], { cwd: inRepository() });
}

/** @param {string} name */
function npmScript(name) {
  return runCommand(npm, ['run', '--silent', name], { cwd: inRepository() });
}

/** @param {string} name @param {NodeJS.ProcessEnv} env */
async function shownScript(name, env) {
  const { runShown } = await import('./runShown.mjs');
  return (await runShown(process.execPath, [inRepository('scripts', name)], env)) === 0;
}
