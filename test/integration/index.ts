import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import type { SuiteResults, TestResult } from './suiteResults';

const { EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_RETRY } = Mocha.Runner.constants;

/**
 * Runs one group of integration tests (`S2S_GROUP`, a folder beside this file) inside the extension host that loaded it, and writes their results
 * to the file `S2S_RESULTS`. This is the entry that VS Code's `extensionTestsPath` takes, on the desktop and in the browser alike.
 * @throws {Error} when a test failed or the group has none
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const group = requiredVariable('S2S_GROUP');
  const results: SuiteResults = {
    group,
    extensionHostProcessId: process.pid,
    finished: false,
    tests: [],
  };
  const files = testFiles(path.join(__dirname, group));
  if (files.length === 0) throw new Error(`The group ${group} has no tests.`);

  const record = (test: TestResult): void => {
    results.tests.push(test);
    write(results);
  };
  try {
    await runFiles(files, record);
  } catch (error) {
    record({
      title: `The tests of ${group} could not be loaded`,
      ok: false,
      ms: 0,
      error: describeError(error),
    });
  }
  write({ ...results, finished: true });
  // The runner ends the extension host from outside: returning would close the window in an orderly way.
  if (process.env['S2S_WAIT_FOR_CRASH'] === '1') await new Promise(() => undefined);
  const failures = results.tests.filter(({ ok }) => !ok).length;
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

async function runFiles(files: readonly string[], record: (test: TestResult) => void): Promise<void> {
  const grep = process.env['S2S_GREP'];
  const mocha = new Mocha({
    // The runner outside prints the results.
    reporter: class extends Mocha.reporters.Base {},
    timeout: 60_000,
    forbidOnly: true,
    forbidPending: true,
    // A window is not alone on its machine. What passed only the second time is listed by the runner.
    retries: 1,
    ...(grep ? { grep } : {}),
  });
  for (const file of files) mocha.addFile(file);
  const firstErrors = new Map<string, string>();
  const note = (test: Mocha.Test, result: { ok: boolean; error?: string }): void => {
    const title = test.fullTitle();
    const firstError = firstErrors.get(title);
    record({
      title,
      ms: test.duration ?? 0,
      ...result,
      ...(firstError === undefined ? {} : { firstError }),
    });
  };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on(EVENT_TEST_RETRY, (test: Mocha.Test, error: unknown) => {
        firstErrors.set(test.fullTitle(), describeError(error));
      })
      .on(EVENT_TEST_PASS, (test) => {
        note(test, { ok: true });
      })
      .on(EVENT_TEST_FAIL, (test, error: unknown) => {
        note(test, { ok: false, error: describeError(error) });
      });
  });
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(folder, name));
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.stack ?? error.message;
}

/** Renamed into place: the runner reads this file while the tests run. */
function write(results: SuiteResults): void {
  const file = requiredVariable('S2S_RESULTS');
  writeFileSync(`${file}.new`, JSON.stringify(results, null, 2));
  renameSync(`${file}.new`, file);
}

function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: start the tests by scripts/test-integration.mjs.`);
  return value;
}
