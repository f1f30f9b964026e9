import assert from 'node:assert/strict';
import type { DataFileReport } from '../../../../src/core/config/reportDataFile';
import type { CheckSummary } from '../../../../src/host/data/checkedRows';
import {
  briefLenses,
  checkLenses,
  largeFileLens,
  reportLenses,
  useLens,
  type DataLens,
} from '../../../../src/host/data/dataLenses';
import { lineGroups } from '../../../../src/host/data/lineLists';
import { english } from './english';

const nothing: DataFileReport = {
  pairs: 0,
  longestSources: [],
  longestTargets: [],
  duplicates: [],
  leaks: [],
  findings: [],
};

const told: DataFileReport = {
  ...nothing,
  pairs: 1500,
  longestSources: [
    { line: 7, tokens: 31 },
    { line: 3, tokens: 12 },
  ],
  longestTargets: [
    { line: 3, tokens: 40 },
    { line: 9, tokens: 2 },
  ],
  duplicates: [
    { line: 3, earlier: 1 },
    { line: 5, earlier: 4 },
    { line: 6, earlier: 1 },
  ],
  leaks: [{ line: 12, split: 'dev', otherLine: 3 }],
};

/** Titles; those that do something in brackets with what it is. */
const read = (lenses: readonly DataLens[]): string[] =>
  lenses.map(({ title, action }) =>
    action === undefined ? title : `[${title}] ${Object.values(action).join(' ')}`,
  );

const summary: CheckSummary = {
  checked: 500,
  right: 467,
  refused: 0,
  stale: 0,
  hasHypotheses: true,
  meanLoss: 0.213,
};

describe('The lenses of a data file', () => {
  it('say which split of which config it is', () => {
    const dates = { split: 'train', configName: 'dates.s2s.json' };
    assert.deepEqual(read(useLens([], english)), []);
    assert.deepEqual(read(useLens([dates], english)), ['[$(database) train of dates.s2s.json] open-config']);
    assert.deepEqual(read(useLens([dates, dates, dates], english)), [
      '[$(database) train of dates.s2s.json and 2 more] open-config',
    ]);
  });

  it('count, and open what they count', () => {
    assert.deepEqual(read(reportLenses(told, 'train', english)), [
      '1,500 pairs',
      '[longest source 31 (line 7), target 40 tokens (line 3)] list longest',
      '[3 duplicates] list duplicates',
      '[$(warning) 1 leak into dev or test] list leaks',
    ]);
  });

  it('say that there is nothing to find, and open nothing then', () => {
    assert.deepEqual(read(reportLenses({ ...nothing, pairs: 1 }, 'train', english)), [
      '1 pair',
      'no duplicates',
      'no leaks into dev or test',
    ]);
    assert.equal(read(reportLenses(nothing, 'dev', english))[2], 'no leaks from train');
  });

  it('speak of one side alone, and of both on one line', () => {
    const title = (report: Partial<DataFileReport>): string | undefined =>
      reportLenses({ ...nothing, ...report }, 'dev', english)[1]?.title;
    const line = { line: 2, tokens: 5 };
    assert.equal(title({ longestTargets: [line] }), 'longest target 5 tokens (line 2)');
    assert.equal(title({ longestSources: [line] }), 'longest source 5 tokens (line 2)');
    assert.equal(
      title({ longestSources: [line], longestTargets: [{ line: 2, tokens: 1200 }] }),
      'longest source 5, target 1,200 tokens (line 2)',
    );
  });

  it('count malformed lines beside the pairs', () => {
    const error = { line: 1, severity: 'error', code: 'no-tab', message: '' } as const;
    const note = { ...error, severity: 'information' } as const;
    assert.equal(
      reportLenses({ ...nothing, pairs: 2, findings: [error, note, error] }, 'dev', english)[0]?.title,
      '2 pairs, 2 malformed lines',
    );
  });

  it('tell only what needs attention beside the results of a check', () => {
    const dates = { split: 'train', configName: 'dates.s2s.json' };
    const lenses = [...useLens([dates], english), ...reportLenses(told, 'train', english)];
    assert.deepEqual(read(briefLenses(lenses)), [
      '[$(database) train of dates.s2s.json] open-config',
      '[3 duplicates] list duplicates',
      '[$(warning) 1 leak into dev or test] list leaks',
    ]);
  });

  it('offer to go through a large file', () => {
    assert.deepEqual(read(largeFileLens(1_234_567, english)), [
      '[$(search) 1,234,567 lines: count pairs, duplicates and leaks] count',
    ]);
  });

  it('offer a check, and sum it up', () => {
    assert.deepEqual(read(checkLenses(undefined, english)), ['[$(beaker) Check with a model] check']);
    const check = { model: 'dates', summary, onlyWrong: false };
    assert.deepEqual(read(checkLenses(check, english)), [
      '[$(beaker) model dates: 93 % of 500 right] check',
      '[show only wrong] toggle-only-wrong',
      '[next wrong] next-wrong',
      '[clear] clear',
    ]);
    const edited = { ...check, summary: { ...summary, refused: 2, stale: 7 }, onlyWrong: true };
    assert.deepEqual(read(checkLenses(edited, english)), [
      '[$(beaker) model dates: 93 % of 500 right] check',
      '2 could not be read',
      '[7 changed: check again] check-changed',
      '[show all] toggle-only-wrong',
      '[next wrong] next-wrong',
      '[clear] clear',
    ]);
  });

  it('show nothing wrong where nothing is, and the loss of a model that only reads', () => {
    const all = { model: 'dates', summary: { ...summary, right: 500 }, onlyWrong: false };
    assert.deepEqual(read(checkLenses(all, english)), [
      '[$(beaker) model dates: 100 % of 500 right] check',
      '[clear] clear',
    ]);
    const texts = { model: 'poems', summary: { ...summary, hasHypotheses: false }, onlyWrong: false };
    assert.deepEqual(read(checkLenses(texts, english)), [
      '[$(beaker) model poems: loss 0.21 of 500 texts] check',
      '[clear] clear',
    ]);
  });
});

describe('The lists that lenses open', () => {
  const read = (list: 'longest' | 'duplicates' | 'leaks'): string[] =>
    lineGroups(list, told, (split) => `${split}.tsv`, english).flatMap(({ headingLine, lines }) => [
      ...(headingLine === undefined ? [] : [`-- text of ${headingLine}`]),
      ...lines.map(({ label, line, split }) => `${label} → ${split ?? 'here'}:${line}`),
    ]);

  it('order lines by their longer side', () => {
    assert.deepEqual(read('longest'), [
      'line 3: source 12, target 40 tokens → here:3',
      'line 7: source 31 tokens → here:7',
      'line 9: target 2 tokens → here:9',
    ]);
  });

  it('put what repeats a line below it', () => {
    assert.deepEqual(read('duplicates'), [
      '-- text of 1',
      'line 1 → here:1',
      'line 3 repeats line 1 → here:3',
      'line 6 repeats line 1 → here:6',
      '-- text of 4',
      'line 4 → here:4',
      'line 5 repeats line 4 → here:5',
    ]);
  });

  it('lead to both lines of a leak', () => {
    assert.deepEqual(read('leaks'), [
      '-- text of 12',
      'line 12 = dev.tsv line 3 → here:12',
      'dev.tsv line 3 → dev:3',
    ]);
  });
});
