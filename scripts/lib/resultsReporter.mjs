import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_RETRY } = Mocha.Runner.constants;

/** mocha's usual report, and every test (title, ok, ms, error, firstError) in the JSON file that `S2S_RESULTS` names. */
export default class ResultsReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {import('./suiteResults.mjs').TestResult[]} */
    const tests = [];
    /** @type {Map<string, string>} */
    const firstErrors = new Map();
    /** @type {(test: Mocha.Runnable, result: { ok: boolean, error?: string }) => void} */
    const note = (test, result) => {
      const title = test.fullTitle();
      const firstError = firstErrors.get(title);
      tests.push({
        title,
        ms: test.duration ?? 0,
        ...result,
        ...(firstError === undefined ? {} : { firstError }),
      });
    };
    runner.on(EVENT_TEST_RETRY, (test, error) => firstErrors.set(test.fullTitle(), describe(error)));
    runner.on(EVENT_TEST_PASS, (test) => {
      note(test, { ok: true });
    });
    runner.on(EVENT_TEST_FAIL, (test, error) => note(test, { ok: false, error: describe(error) }));
    runner.once(EVENT_RUN_END, () => {
      const file = process.env['S2S_RESULTS'];
      if (!file) return;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ tests }, null, 2));
    });
  }
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
