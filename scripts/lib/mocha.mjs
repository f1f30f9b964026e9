import { rm } from 'node:fs/promises';
import { inRepository } from './repository.mjs';
import { runShown } from './runShown.mjs';

/** They drive a browser on a busy machine. What passed only the second time is listed at the end of `npm test`. */
const withSecondChance = new Set(['webview', 'e2e']);

/** In the titles of tests that take long and whose subject others test too; `npm run test:all` runs them. */
const slowTag = '@slow';

/**
 * Runs test files through mocha and tsx, showing mocha's report.
 * @param {string} suite names the results file, out/results/SUITE.json
 * @param {readonly string[]} options files or patterns and further options of mocha
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @param {{ inBackground?: boolean }} [how] inBackground: other programs go first, and the report comes at the end
 * @returns {Promise<boolean>} whether all tests passed
 */
export async function runMocha(suite, options, env = {}, how = {}) {
  const resultsFile = inRepository('out', 'results', `${suite}.json`);
  await rm(resultsFile, { force: true });
  const isWhole = process.env['S2S_SLOW_TESTS'] !== undefined || options.includes('--grep');
  const args = [
    // Before mocha, so that files which mocha itself requires can be TypeScript too.
    ...['--require', 'tsx/cjs'],
    inRepository('node_modules', 'mocha', 'bin', 'mocha.js'),
    ...[
      '--reporter',
      inRepository('scripts', 'lib', 'resultsReporter.mjs'),
      '--forbid-only',
      '--forbid-pending',
    ],
    ...(isWhole ? [] : ['--grep', slowTag, '--invert']),
    ...(withSecondChance.has(suite) ? ['--retries', '1'] : []),
    ...options,
  ];
  return (await runShown(process.execPath, args, { S2S_RESULTS: resultsFile, ...env }, how)) === 0;
}
