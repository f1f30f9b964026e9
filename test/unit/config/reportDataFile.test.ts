import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { readSplitLines, reportDataFile } from '../../../src/core/config/reportDataFile';
import type { DataFileConfig, DataFileReport, SplitName } from '../../../src/core/config/reportDataFile';
import { recordFigure } from '../../support/figures';

function configOf(changes: Readonly<Record<string, unknown>> = {}): DataFileConfig {
  const { data, ...others } = changes;
  const text = JSON.stringify({
    data: { train: 'train.tsv', dev: 'dev.tsv', ...(data as object) },
    ...others,
  });
  const { config } = parseConfig(text);
  assert.ok(config);
  return config;
}

/** Runs work that yields to its end. */
function finish<Result>(work: Generator<void, Result, void>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

interface Reading {
  readonly split?: SplitName;
  readonly config?: DataFileConfig;
  readonly others?: Partial<Record<SplitName, string>>;
}

function report(text: string, reading: Reading = {}): DataFileReport {
  const { split = 'train', config = configOf(), others = {} } = reading;
  return finish(
    reportDataFile({
      text,
      split,
      config,
      others: Object.entries(others).map(([name, content]) => ({
        split: name as SplitName,
        lines: finish(readSplitLines(content, config)),
      })),
    }),
  );
}

const findings = (made: DataFileReport): string[] =>
  made.findings.map(({ line, severity, code, message }) => `${line} ${severity} ${code}: ${message}`);

describe('The report of a data file', () => {
  it('counts pairs and names the longest lines, the longest first', () => {
    const made = report('ab\tc\nabcd\tef\na\tlonger\n');
    assert.equal(made.pairs, 3);
    assert.deepEqual(made.longestSources, [
      { line: 2, tokens: 4 },
      { line: 1, tokens: 2 },
      { line: 3, tokens: 1 },
    ]);
    assert.deepEqual(made.longestTargets[0], { line: 3, tokens: 6 });
    assert.deepEqual(made.findings, []);
  });

  it('lists the twenty longest lines, of equal ones the first', () => {
    const text = Array.from({ length: 100 }, (_, index) => `${'a'.repeat(index % 50)}\tb\n`).join('');
    const { longestSources } = report(text);
    assert.equal(longestSources.length, 20);
    assert.deepEqual(
      longestSources.slice(0, 3).map(({ line, tokens }) => [line, tokens]),
      [
        [50, 49],
        [100, 49],
        [49, 48],
      ],
    );
  });

  it('measures in the tokens of the config', () => {
    const config = configOf({ data: { src: { level: 'word' }, trg: { level: 'char' } } });
    const made = report('three short words\tÉé\n', { config });
    assert.deepEqual(made.longestSources, [{ line: 1, tokens: 3 }]);
    assert.deepEqual(made.longestTargets, [{ line: 1, tokens: 2 }]);
  });

  it('says of every line that is no pair why', () => {
    const text = 'a\tb\n\nno tab here\na\tb\tc\n\td\ne\t\n\t\n';
    assert.deepEqual(findings(report(text)), [
      '2 information blank-line: This line is empty: it is passed over.',
      '3 error no-tab: This line has no TAB: "no tab here". A line is source TAB target; put a TAB between them (not spaces).',
      '4 error extra-tab: This line has 3 columns. A line is source TAB target: two columns, one TAB. Remove the others.',
      '5 information empty-side: The source is empty, and trained on as such. Complete the line or remove it, unless that is meant.',
      '6 information empty-side: The target is empty, and trained on as such. Complete the line or remove it, unless that is meant.',
      '7 information empty-side: The source and target are empty, and trained on as such. Complete the line or remove it, unless that is meant.',
    ]);
  });

  it('says what the task can’t use, and which pairs are too long', () => {
    const config = configOf({ task: 'aligned', data: { src: { max_length: 3 } } });
    assert.deepEqual(findings(report('ab\tcd\nab\tc\nabcd\tefgh\n', { config })), [
      '2 error unequal-lengths: This line has 2 source and 1 target tokens: "ab" → "c". Task "aligned" needs one target token for each source token. Correct the line, or set task to "translation".',
      '3 warning too-long: The source has 4 tokens, more than data.src.max_length 3: training leaves the pair out. Raise data.src.max_length to keep it.',
    ]);
    const smiles = configOf({ data: { src: { level: 'smiles' } } });
    assert.match(findings(report('C!O\tx\n', { config: smiles }))[0] ?? '', /no SMILES/);
  });

  it('finds duplicates with the line that they repeat', () => {
    const { duplicates } = report('a\tb\na\tc\na\tb\r\na\tb\n');
    assert.deepEqual(duplicates, [
      { line: 3, earlier: 1 },
      { line: 4, earlier: 1 },
    ]);
  });

  it('finds the lines of dev and test that stand in a training split, each once', () => {
    const made = report('a\tb\nx\ty\na\tc\n', { others: { dev: 'q\tr\na\tz\n', test: 'x\ty\nx\tz\n' } });
    assert.deepEqual(made.leaks, [
      { line: 1, split: 'dev', otherLine: 2 },
      { line: 2, split: 'test', otherLine: 1 },
      { line: 2, split: 'test', otherLine: 2 },
    ]);
  });

  it('finds the lines of a held-out split that stand in train, and looks at no other', () => {
    const others = { train: 'q\tr\na\tz\na\tx\n', test: 'a\tb\n' };
    assert.deepEqual(report('a\tb\nb\tc\n', { split: 'dev', others }).leaks, [
      { line: 1, split: 'train', otherLine: 2 },
    ]);
  });

  it('compares texts where a model has no source', () => {
    const config = configOf({ task: 'language_model' });
    const made = report('\tone text\n', { config, others: { dev: '\tone text\n' } });
    assert.deepEqual(made.leaks, [{ line: 1, split: 'dev', otherLine: 1 }]);
    assert.deepEqual(made.longestSources, []);
    assert.deepEqual(made.findings, []);
  });

  it('has nothing to say about an empty file', () => {
    assert.deepEqual(report(''), {
      pairs: 0,
      longestSources: [],
      longestTargets: [],
      duplicates: [],
      leaks: [],
      findings: [],
    });
  });

  it('goes through 100,000 lines', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `source ${index}\ttarget ${index}\n`).join('');
    const startedMs = performance.now();
    assert.equal(report(text).pairs, 100_000);
    const value = performance.now() - startedMs;
    recordFigure({ name: 'report of a data file of 100,000 lines', value, unit: 'ms', budget: 1000 });
  });
});
