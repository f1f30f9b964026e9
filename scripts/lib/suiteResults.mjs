import { existsSync, readFileSync } from 'node:fs';

/**
 * What test/integration/index.ts writes (see test/integration/suiteResults.ts).
 * `firstError` is why a test that was tried twice did not pass the first time.
 * @typedef {{ title: string, ok: boolean, ms: number, error?: string, firstError?: string }} TestResult
 * @typedef {{ group: string, extensionHostProcessId: number, finished: boolean, tests: TestResult[] }} SuiteResults
 */

/**
 * @param {string} file
 * @returns {SuiteResults | undefined} undefined as long as the suite has written nothing
 */
export function readSuiteResults(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Follows the results file while a suite runs, and prints each test as it ends.
 * @param {string} file
 * @returns {{ finished: Promise<SuiteResults>, stop: () => void }}
 */
export function followSuiteResults(file) {
  let printed = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const print = () => {
    const results = readSuiteResults(file);
    for (const test of results?.tests.slice(printed) ?? []) printTest(test);
    printed = results?.tests.length ?? 0;
    return results;
  };
  const finished = new Promise((/** @type {(results: SuiteResults) => void} */ resolve) => {
    timer = setInterval(() => {
      const results = print();
      if (results?.finished) resolve(results);
    }, 100);
  });
  return {
    finished,
    stop: () => {
      clearInterval(timer);
      print();
    },
  };
}

/** @param {TestResult} test */
function printTest({ title, ok, ms, error, firstError }) {
  const again = firstError === undefined ? '' : ', the second time';
  console.log(`    ${ok ? '✔' : '✘'} ${title} (${Math.round(ms)} ms${again})`);
  for (const problem of [firstError, error]) if (problem) console.log(problem.replaceAll(/^/gm, '        '));
}
