#!/usr/bin/env node
/**
 * npm test: everything, from installing to the last suite. Needs Node, and for some suites Python 3 and a C++ compiler.
 *   node scripts/test.mjs [--only unit,webview] [--slow]
 * --slow: also the tests marked @slow, whose subjects others test too.
 * Heavy installations go to a cache outside the repository and happen in the background of the first suites. Suites share
 * the machine's processors; `--lanes 1` runs one after the other.
 * The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { inRepository, manifest } from './lib/repository.mjs';
import { runInLanes } from './lib/runInLanes.mjs';
import { countTestFiles, preparations, resultsFile, suites, suiteTests } from './lib/testSuites.mjs';

/**
 * @typedef {import('./lib/testSuites.mjs').Suite} Suite
 * @typedef {import('./lib/testSuites.mjs').Preparation} Preparation
 * @typedef {import('./lib/testSuites.mjs').How} How
 * @typedef {{ name: string, tests: TestResult[], passed: number, failed: number, seconds: number, problem: string }} Outcome
 * @typedef {import('./lib/suiteResults.mjs').TestResult} TestResult
 * @typedef {{ name: string, value: number, unit: string, budget: number }} Figure what `recordFigure` of the tests writes
 */

/** Characters of a reason that the end of the report repeats. */
const mostQuoted = 1500;

const figuresFile = inRepository('test-results', 'figures.jsonl');

const options = parseArgs({
  options: { only: { type: 'string' }, lanes: { type: 'string' }, slow: { type: 'boolean' } },
}).values;
// Read where tests are run.
if (options.slow === true) process.env['S2S_SLOW_TESTS'] = '1';
const selected = selectSuites(options.only);
const startedAt = performance.now();
rmSync(figuresFile, { force: true });
const prepared = prepare(new Set(selected.flatMap(({ needs = [] }) => needs)));

/** @type {Outcome[]} */
const outcomes = [];
for (const suite of selected.filter(({ turn }) => turn === 'first')) {
  await runSuite(suite, { inBackground: false });
  // Without its packages or its bundles, every suite would only repeat that.
  if (outcomes.some(({ failed }) => failed > 0)) break;
}
if (outcomes.every(({ failed }) => failed === 0)) {
  const lanes = Number(options.lanes ?? os.availableParallelism());
  const rest = selected.filter(({ turn, folder }) => turn !== 'first' && isThere(folder));
  await runInLanes(
    rest.map((suite) => ({
      alone: suite.turn === 'alone',
      ready: Promise.all((suite.needs ?? []).map((need) => prepared.get(need))),
      run: (how) => runSuite(suite, how),
    })),
    lanes,
  );
}
report();
// Installations that nobody waits for any more must not keep this process alive.
process.exit(outcomes.some(({ failed }) => failed > 0) ? 1 : 0);

/**
 * @param {string | undefined} names
 * @returns {Suite[]}
 */
function selectSuites(names) {
  if (names === undefined) return suites;
  const wanted = names.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(`There is no suite ${unknown.join(', ')}: ${suites.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  return suites.filter(({ name, turn }) => turn === 'first' || wanted.includes(name));
}

/** @param {string | undefined} folder */
function isThere(folder) {
  return folder === undefined || countTestFiles(folder) !== undefined;
}

/**
 * Starts the heavy installations; who needs one waits for it.
 * @param {Set<Preparation>} names
 * @returns {Map<Preparation, Promise<string>>}
 */
function prepare(names) {
  return new Map(
    [...names].map((name) => {
      const ready = preparations[name]();
      // Reported by the suite that needs it.
      ready.catch(() => undefined);
      return [name, ready];
    }),
  );
}

/**
 * Runs a suite and notes its outcome.
 * @param {Suite} suite
 * @param {How} how
 */
async function runSuite({ name, folder, needs = [], run }, how) {
  console.log(`\n== ${name}${how.inBackground ? ' begins in the background' : ''}`);
  const suiteStartedAt = performance.now();
  rmSync(resultsFile(name), { force: true });
  let succeeded = false;
  let problem = '';
  try {
    if (folder !== undefined && countTestFiles(folder) === 0) throw new Error(`${folder} holds no test.`);
    const paths = await Promise.all(needs.map(async (need) => [need, await prepared.get(need)]));
    succeeded = await run(Object.fromEntries(paths), how);
  } catch (error) {
    problem = describe(error);
  }
  const seconds = (performance.now() - suiteStartedAt) / 1000;
  const tests = folder === undefined ? [] : suiteTests(name);
  const failed = tests.filter(({ ok }) => !ok).length;
  if (problem !== '') console.error(problem);
  console.log(`== ${name}: ${succeeded ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
  // Whatever ends badly without a failed test (a compiler's error, a crash) counts as one failure.
  outcomes.push({
    name,
    tests,
    problem,
    passed: tests.length - failed,
    failed: succeeded ? failed : Math.max(failed, 1),
    seconds,
  });
}

function report() {
  const failed = outcomes.flatMap(({ name, tests, problem }) => [
    ...(problem === '' ? [] : [quote(name, problem)]),
    ...tests
      .filter(({ ok }) => !ok)
      .map(({ title, error, firstError }) => quote(`${name}: ${title}`, both(error, firstError))),
  ]);
  const late = outcomes.flatMap(({ name, tests }) =>
    tests
      .filter(({ ok, firstError }) => ok && firstError !== undefined)
      .map(({ title, firstError }) => quote(`${name}: ${title}`, firstError)),
  );
  // The end of a long report is what people read, and what is kept of it.
  if (failed.length > 0) console.log(['\nfailed', ...failed].join('\n'));
  if (late.length > 0) console.log(['\npassed only the second time', ...late].join('\n'));
  console.log(
    `\n${'suite'.padEnd(12)} ${'passed'.padStart(6)} ${'failed'.padStart(6)} ${'seconds'.padStart(8)}`,
  );
  const order = suites.map(({ name }) => name);
  for (const { name, passed, failed, seconds } of outcomes.sort(
    (a, b) => order.indexOf(a.name) - order.indexOf(b.name),
  ))
    console.log(
      `${name.padEnd(12)} ${String(passed).padStart(6)} ${String(failed).padStart(6)} ${seconds.toFixed(1).padStart(8)}`,
    );
  console.log(`${'all'.padEnd(26)} ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(8)}`);
  reportFigures();
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
}

/** Shows what was measured on the way beside its budget. It is for people to judge: no run fails for it. */
function reportFigures() {
  const all = figures();
  if (all.length === 0) return;
  console.log('\nmeasured');
  for (const { name, value, unit, budget } of all) {
    const amount = `${value >= 100 ? Math.round(value) : value.toPrecision(2)} ${unit}`;
    const verdict = value <= budget ? '' : '  OVER BUDGET';
    console.log(`${name.padEnd(30)} ${amount}, budget ${budget}${verdict}`);
  }
}

/** @returns {Figure[]} */
function figures() {
  const { name, version } = manifest();
  const vsix = inRepository(`${name}-${version}.vsix`);
  /** @type {Figure[]} */
  const measured = existsSync(figuresFile)
    ? readFileSync(figuresFile, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  if (existsSync(vsix))
    measured.unshift({ name: 'package', value: statSync(vsix).size / 1e6, unit: 'MB', budget: 6 });
  return measured;
}

/** The first of two failures is often the cause of the second. @param {string} [error] @param {string} [firstError] */
function both(error, firstError) {
  return firstError === undefined || firstError === error
    ? error
    : `the first time: ${firstError}\nthe second time: ${error}`;
}

/** @param {string} title @param {string} [reason] */
function quote(title, reason = '') {
  return `${title}\n${reason.trim().slice(0, mostQuoted).replaceAll(/^/gm, '    ')}`;
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
