import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { inRepository } from './repository.mjs';

/**
 * Runs test files through mocha and tsx, showing mocha's report.
 * @param {string} suite names the results file, out/results/SUITE.json
 * @param {readonly string[]} args files or patterns and further options of mocha
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<boolean>} whether all tests passed
 */
export async function runMocha(suite, args, env = {}) {
  const resultsFile = inRepository('out', 'results', `${suite}.json`);
  await rm(resultsFile, { force: true });
  const reporter = inRepository('scripts', 'lib', 'resultsReporter.mjs');
  const child = spawn(
    process.execPath,
    [
      // Before mocha, so that files which mocha itself requires can be TypeScript too.
      ...['--require', 'tsx/cjs'],
      inRepository('node_modules', 'mocha', 'bin', 'mocha.js'),
      ...['--reporter', reporter, '--forbid-only', '--forbid-pending'],
      ...args,
    ],
    { cwd: inRepository(), stdio: 'inherit', env: { ...process.env, S2S_RESULTS: resultsFile, ...env } },
  );
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  return code === 0;
}
