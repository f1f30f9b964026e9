import assert from 'node:assert/strict';
import { CompareStore, comparedRuns } from '../../webview/compare/compareStore';
import { initialCompareView, parseCompareView } from '../../webview/compare/compareView';
import { changedKeys, configText, difference } from '../../webview/compare/configDifference';
import { runLabels } from '../../webview/compare/runLabels';
import { tableColumns } from '../../webview/compare/tableColumns';
import { tableRows } from '../../webview/compare/tableRows';
import { csvText, markdownText, tsvText } from '../../webview/compare/tableText';
import { Texts } from '../../webview/texts';
import type { NumberFormats } from '../../webview/format';
import { compareRun, compareSnapshot, runs } from './support/compareFixture';

const formats = {
  whole: String,
  epoch: String,
  percent: (share: number) => `${share * 100}%`,
  measure: String,
  duration: String,
  dateTime: String,
} as unknown as NumberFormats;

function openStore(): CompareStore {
  const store = new CompareStore();
  store.applySnapshot(compareSnapshot, initialCompareView);
  return store;
}

const noPoints = {
  step: new Float64Array(),
  epoch: new Float64Array(),
  seconds: new Float64Array(),
  values: [],
};

describe('A table taken elsewhere', () => {
  const table = {
    head: ['run', 'note'],
    rows: [
      ['a,b', 'say "hi"\nto all'],
      ['=HYPERLINK("x")', '-0.5'],
      ['@cmd|x', '-inf'],
    ],
  };

  it('is CSV that no spreadsheet runs', () => {
    assert.equal(
      csvText(table),
      '\uFEFFrun,note\r\n"a,b","say ""hi""\nto all"\r\n"\'=HYPERLINK(""x"")",-0.5\r\n\'@cmd|x,\'-inf\r\n',
    );
  });

  it('is TSV with one line a row', () => {
    assert.equal(
      tsvText(table),
      'run\tnote\na,b\tsay "hi" to all\n\'=HYPERLINK("x")\t-0.5\n\'@cmd|x\t\'-inf\n',
    );
  });

  it('is Markdown whose cells stay cells', () => {
    assert.equal(
      markdownText({ head: ['a|b'], rows: [['<b> *x*\ny']] }),
      '| a\\|b |\n| --- |\n| \\<b\\> \\*x\\* y |\n',
    );
  });
});

describe('The difference of configs', () => {
  const [a, b] = [{ config: { x: 1, same: 'y' } }, { config: { x: 2, same: 'y', only: null } }];

  it('is in the keys whose values differ, or that one of them lacks', () => {
    assert.deepEqual(changedKeys([a, b]), ['x', 'only']);
    assert.deepEqual(changedKeys([a]), []);
    assert.deepEqual(changedKeys([]), []);
  });

  it('says what was changed, added and taken away', () => {
    assert.deepEqual(
      [difference(1, 1), difference(2, 1), difference(null, undefined), difference(undefined, 1)],
      ['same', 'changed', 'added', 'removed'],
    );
    assert.deepEqual([configText(undefined), configText(null), configText(0.001)], ['–', 'null', '0.001']);
  });
});

describe('The names of runs', () => {
  it('are told apart by time where they are the same, and by id where even that is', () => {
    const labels = runLabels([
      { key: '1', id: 'dates-20260921-080107', name: 'dates' },
      { key: '2', id: 'dates-20260921-080207', name: 'dates' },
      { key: '3', id: 'copy-20260921-080207', name: 'copy' },
      { key: '4', id: 'handmade', name: 'odd' },
      { key: '5', id: 'handmade-2', name: 'odd' },
    ]);
    assert.deepEqual(
      [...labels.values()],
      ['dates 09-21 08:01:07', 'dates 09-21 08:02:07', 'copy', 'odd handmade', 'odd handmade-2'],
    );
  });
});

describe('The rows of the table', () => {
  const listed = (change: Partial<typeof initialCompareView>): string[] => {
    const store = openStore();
    store.updateView(change);
    const { state } = store;
    assert.ok(state);
    const columns = tableColumns(state, new Texts(), formats, ({ id }) => id);
    return tableRows(state.runs, columns, state.view).map(({ id }) => id.slice(-5, -2));
  };

  it('are newest first, and sort by any column with what is unknown last', () => {
    assert.deepEqual(listed({}), ['804', '803', '802', '801']);
    const ascending = listed({ sort: { column: 'best:sequence_accuracy', descending: false } });
    const descending = listed({ sort: { column: 'best:sequence_accuracy', descending: true } });
    assert.deepEqual(
      [ascending, descending],
      [
        ['801', '802', '803', '804'],
        ['803', '802', '801', '804'],
      ],
    );
  });

  it('are those with all words of the filter, in any column, and in the chosen states', () => {
    assert.deepEqual(listed({ filter: 'ten RATE' }), ['802']);
    assert.deepEqual(listed({ filter: 'lstm' }), ['803']);
    assert.deepEqual(listed({ states: ['running'] }), ['804']);
    assert.deepEqual(listed({ filter: 'nothing of the kind' }), []);
  });
});

describe('What the comparison knows', () => {
  it('keeps the row of a deleted run as long as its curve is there', () => {
    const store = openStore();
    const [first, second] = runs;
    assert.ok(first && second);
    store.applyUpdate({
      type: 'update',
      runs: [],
      gone: [],
      curves: [{ key: first.key, whole: true, train: noPoints, dev: noPoints, marks: [] }],
    });
    store.applyUpdate({ type: 'update', runs: [], gone: [first.key, second.key], curves: [] });
    const rows = new Map(store.state?.runs.map(({ key, isGone }) => [key, isGone]));
    assert.deepEqual([rows.get(first.key), rows.has(second.key)], [true, false]);
    // And over a snapshot, which no longer has it.
    store.applySnapshot({ ...compareSnapshot, runs: runs.slice(2) }, initialCompareView);
    assert.equal(store.state?.runs.find(({ key }) => key === first.key)?.isGone, true);
    store.applyUpdate({ type: 'update', runs: [first], gone: [], curves: [] });
    assert.equal(store.state.runs.find(({ key }) => key === first.key)?.isGone, false);
  });

  it('compares the five newest runs until somebody chooses', () => {
    const store = new CompareStore();
    const many = Array.from({ length: 8 }, (_, number) => compareRun(number));
    store.applySnapshot({ ...compareSnapshot, runs: many }, initialCompareView);
    assert.ok(store.state);
    assert.deepEqual(
      comparedRuns(store.state).map(({ id }) => id.slice(-3, -2)),
      ['7', '6', '5', '4', '3'],
    );
    store.show([many[0]!.key, many[1]!.key], true);
    assert.equal(comparedRuns(store.state).length, 2);
  });

  it('reads back what it kept, and takes the initial value for what is odd', () => {
    const view = {
      ...initialCompareView,
      compared: ['a'],
      zoom: { min: 1, max: 2 },
      references: { 'dev:bleu': 20 },
      charts: ['dev:bleu' as const],
      sort: { column: 'step', descending: false },
    };
    assert.deepEqual(parseCompareView(JSON.parse(JSON.stringify(view))), view);
    assert.deepEqual(
      parseCompareView({ smoothing: 7, xAxis: 'z', zoom: { min: 2, max: 1 }, sort: 4 }),
      initialCompareView,
    );
    assert.deepEqual(parseCompareView('nonsense'), initialCompareView);
  });
});
