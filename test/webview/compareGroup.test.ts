import assert from 'node:assert/strict';
import type { RunGroup, WaitingVariant } from '../../src/protocol/compare';
import { CompareStore, comparedRuns } from '../../webview/compare/compareStore';
import { initialCompareView } from '../../webview/compare/compareView';
import { groupContent } from '../../webview/compare/groupRows';
import { runLabels } from '../../webview/compare/runLabels';
import { compareRun, compareSnapshot, curvesOf } from './support/compareFixture';
import { CompareBrowser } from './support/comparePanel';
import { inEveryTheme } from './support/inEveryTheme';

function group(kind: RunGroup['kind'], index: number, variant: string): RunGroup {
  return { kind, id: `${kind} dates 1a2b`, index, size: 4, variant, values: {}, fingerprint: variant };
}

const rung = (index: number, variant: string, value: number) =>
  compareRun(10 + index, {
    group: group('ladder', index, variant),
    parameterCount: 20_000 * (index + 1),
    elapsedMs: 30_000 * (index + 1),
    best: { metric: 'sequence_accuracy', value, step: 1200 },
  });

const ladder = [rung(0, 'RNN', 0.42), rung(1, 'GRU', 0.81), rung(2, 'LSTM', 0.78)];
const waiting: WaitingVariant[] = [{ name: 'dates', group: group('ladder', 3, '+ attention') }];
const trials = [0.02, 0.31, 0.005].map((value, index) =>
  compareRun(20 + index, {
    group: group('sweep', index, `hidden_size=${32 * 2 ** index}`),
    best: { metric: 'loss', value, step: 600 },
  }),
);
const snapshot = { ...compareSnapshot, runs: [...compareSnapshot.runs, ...ladder, ...trials], waiting };
const ladderId = group('ladder', 0, '').id;
const sweepId = group('sweep', 0, '').id;

function storeWith(id: string): CompareStore {
  const store = new CompareStore();
  store.applySnapshot(snapshot, initialCompareView);
  store.showGroup(id);
  return store;
}

describe('What is known of a sweep or a ladder', () => {
  it('is a ladder in its order, what waits too, told against the first', () => {
    const content = groupContent(storeWith(ladderId).state!);
    assert.deepEqual(
      content?.rows.map(({ group: { variant }, best, rank }) => [variant, best, rank]),
      [
        ['RNN', 0.42, undefined],
        ['GRU', 0.81, undefined],
        ['LSTM', 0.78, undefined],
        ['+ attention', undefined, undefined],
      ],
    );
    assert.ok(Math.abs((content.rows[1]?.delta ?? 0) - 0.39) < 1e-9);
    assert.deepEqual(
      content.rows.map(({ share }) => share === 1),
      [false, true, false, false],
    );
    assert.equal(content.finished, 3);
    assert.equal(content.isActive, true);
  });

  it('is the trials of a sweep, best first', () => {
    const content = groupContent(storeWith(sweepId).state!);
    assert.deepEqual(
      content?.rows.map(({ group: { variant }, rank }) => [rank, variant]),
      [
        [1, 'hidden_size=128'],
        [2, 'hidden_size=32'],
        [3, 'hidden_size=64'],
      ],
    );
    assert.equal(content.isActive, false);
  });

  it('counts the newest of several runs of one variant, and none that was deleted', () => {
    const store = storeWith(ladderId);
    const again = {
      ...rung(0, 'RNN', 0.5),
      key: '/again',
      id: 'again',
      createdAt: '2026-10-01T00:00:00.000Z',
    };
    store.applyUpdate({ type: 'update', runs: [again], gone: [], curves: [] });
    assert.equal(groupContent(store.state!)?.rows[0]?.best, 0.5);
    store.applyUpdate({ type: 'update', runs: [], gone: ['/again'], curves: [] });
    assert.equal(groupContent(store.state!)?.rows[0]?.best, 0.42);
  });

  it('compares its runs, and those that begin later, and leaves out what was taken out', () => {
    const store = storeWith(ladderId);
    const keys = (): string[] => comparedRuns(store.state!).map(({ name, group: of }) => of?.variant ?? name);
    assert.deepEqual(keys().toSorted(), ['GRU', 'LSTM', 'RNN']);
    store.toggle('compared', ladder[0]!.key);
    store.applyUpdate({ type: 'update', runs: [rung(3, '+ attention', 0.99)], gone: [], curves: [] });
    store.setWaiting([]);
    assert.deepEqual(keys().toSorted(), ['+ attention', 'GRU', 'LSTM']);
    assert.equal(groupContent(store.state!)?.rows.length, 4);
    store.show([trials[0]!.key], true);
    assert.equal(store.state?.view.group, undefined);
  });

  it('names runs by their variant', () => {
    assert.deepEqual([...runLabels(ladder).values()], ['dates · RNN', 'dates · GRU', 'dates · LSTM']);
  });
});

describe('The table of a sweep or a ladder', () => {
  const browser = new CompareBrowser();
  before(() => browser.start());
  after(() => browser.stop());
  const curves = ladder.map((run, index) => curvesOf(run, index));

  it('is drawn as trainings end, and stops them all', async () => {
    const panel = await browser.open({ snapshot, curves });
    const { page } = panel;
    assert.equal(await page.locator('.compare-group').isVisible(), false);
    await panel.send({ type: 'show-group', group: ladderId });
    const section = page.getByRole('region', { name: 'Ladder of dates' });
    assert.match((await section.textContent()) ?? '', /3 of 4 finished/);
    const row = (name: string) => section.getByRole('row', { name });
    assert.match((await row('GRU').textContent()) ?? '', /finished81\.0%\+39\.0%40,000/);
    assert.match((await row('+ attention').textContent()) ?? '', /waiting–/);
    await panel.update({ runs: [rung(3, '+ attention', 0.99)] });
    await panel.send({ type: 'waiting', waiting: [] });
    assert.match((await row('+ attention').textContent()) ?? '', /finished99\.0%\+57\.0%/);
    assert.equal(await section.getByRole('button', { name: 'Stop All' }).count(), 0);
    await panel.update({ runs: [{ ...rung(3, '+ attention', 0.99), status: 'running' }] });
    await section.getByRole('button', { name: 'Stop All' }).click();
    await panel.waitFor('stop-group');
    assert.deepEqual(panel.sent('stop-group'), [{ type: 'stop-group', group: ladderId }]);
    await section.getByRole('button', { name: 'GRU' }).click();
    await panel.waitFor('open-dashboard');
    assert.equal(panel.sent('open-dashboard')[0]?.key, ladder[1]?.key);
    assert.equal((await panel.savedState())['group'], ladderId);
    await section.getByRole('button', { name: /^Close/ }).click();
    await panel.settle();
    assert.equal(await page.locator('.compare-group').isVisible(), false);
    assert.deepEqual(panel.problems, []);
  });

  inEveryTheme('compare-group', async () => {
    const panel = await browser.open({ snapshot, curves });
    await panel.send({ type: 'show-group', group: ladderId });
    return panel;
  });
});
