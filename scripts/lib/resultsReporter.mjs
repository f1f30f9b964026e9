import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS } = Mocha.Runner.constants;

/** mocha's usual report, and every test (title, ok, ms, error) in the JSON file that `S2S_RESULTS` names. */
export default class ResultsReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {import('./suiteResults.mjs').TestResult[]} */
    const tests = [];
    runner.on(EVENT_TEST_PASS, (test) =>
      tests.push({ title: test.fullTitle(), ok: true, ms: test.duration ?? 0 }),
    );
    runner.on(EVENT_TEST_FAIL, (test, error) =>
      tests.push({
        title: test.fullTitle(),
        ok: false,
        ms: test.duration ?? 0,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
    runner.once(EVENT_RUN_END, () => {
      const file = process.env['S2S_RESULTS'];
      if (!file) return;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ tests }, null, 2));
    });
  }
}
