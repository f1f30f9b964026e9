import assert from 'node:assert/strict';
import fc from 'fast-check';
import { appendByStep, bestStep, selectedSample, selectedValidation, Store } from '../../webview/state';
import { Texts } from '../../webview/texts';
import { initialViewState, parseViewState } from '../../webview/viewState';
import { attentionMap, devLine, run, samplesAt, snapshot, trainLine } from './support/runFixture';

const risingSteps = fc
  .uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 20 })
  .map((steps) => steps.sort((a, b) => a - b));

function openStore(changes: Partial<typeof snapshot> = {}): Store {
  const store = new Store();
  store.applySnapshot({ ...snapshot, ...changes }, initialViewState);
  return store;
}

describe('Lines by step', () => {
  it('rise after any append and end with what was added', () => {
    fc.assert(
      fc.property(risingSteps, risingSteps, (old, added) => {
        const lines = (steps: number[], origin: string): { step: number; origin: string }[] =>
          steps.map((step) => ({ step, origin }));
        const merged = appendByStep(lines(old, 'old'), lines(added, 'new'));
        assert.ok(merged.every(({ step }, index) => index === 0 || step > (merged[index - 1]?.step ?? 0)));
        assert.deepEqual(merged.slice(merged.length - added.length), lines(added, 'new'));
        const first = added[0] ?? Infinity;
        assert.deepEqual(
          merged.slice(0, merged.length - added.length),
          lines(
            old.filter((step) => step < first),
            'old',
          ),
        );
      }),
    );
  });
});

describe('The state', () => {
  it('is never changed in place', () => {
    const store = openStore();
    const before = store.state;
    const copy = structuredClone({ ...before, attention: undefined });
    store.applyDelta({ type: 'delta', run, train: [trainLine(1250)], dev: [], samples: [samplesAt(1400)] });
    store.applyAttention({ type: 'attention', step: 1, index: 0, map: attentionMap(1, 0, 2, 2) });
    store.updateView({ smoothing: 0 });
    assert.deepEqual({ ...before, attention: undefined }, copy);
    assert.equal(before?.attention.size, 0);
    assert.notEqual(store.state, before);
  });

  it('ignores what comes before the first snapshot', () => {
    const store = new Store();
    store.applyDelta({ type: 'delta', run, train: [trainLine(10)], dev: [], samples: [] });
    store.applyAttention({ type: 'attention', step: 1, index: 0, map: undefined });
    store.updateView({ smoothing: 0 });
    assert.equal(store.state, undefined);
  });

  it('keeps the view and the maps over another snapshot, and asks again for those that were missing', () => {
    const store = openStore();
    store.updateView({ smoothing: 0.25 });
    store.applyAttention({ type: 'attention', step: 200, index: 0, map: attentionMap(200, 0, 2, 2) });
    store.applyAttention({ type: 'attention', step: 400, index: 0, map: undefined });
    store.applySnapshot(snapshot, initialViewState);
    assert.equal(store.state?.view.smoothing, 0.25);
    assert.deepEqual([...store.state.attention.keys()], ['200/0']);
  });

  it('holds a bounded number of maps', () => {
    const store = openStore();
    for (let step = 1; step <= 500; step++)
      store.applyAttention({ type: 'attention', step, index: 0, map: attentionMap(step, 0, 1, 1) });
    assert.ok(store.state && store.state.attention.size <= 64);
    assert.ok(store.state.attention.has('500/0'));
  });

  it('holds a bounded number of weights', () => {
    const store = openStore();
    for (let step = 1; step <= 6; step++) {
      const map = { step, index: 0, rows: 1500, columns: 2000, values: new Float32Array(3_000_000) };
      store.applyAttention({ type: 'attention', step, index: 0, map });
    }
    assert.deepEqual([...(store.state?.attention.keys() ?? [])], ['5/0', '6/0']);
  });

  it('shows the latest validation unless one is chosen', () => {
    const store = openStore();
    assert.equal(store.state && selectedValidation(store.state)?.step, 1200);
    store.updateView({ validationStep: 400 });
    assert.equal(store.state && selectedValidation(store.state)?.step, 400);
    store.updateView({ validationStep: 500 });
    assert.equal(store.state && selectedValidation(store.state)?.step, 400);
    store.updateView({ validationStep: 1 });
    assert.equal(store.state && selectedValidation(store.state)?.step, 200);
  });

  it('falls back to the first sample when the chosen one is not there', () => {
    const store = openStore();
    store.updateView({ sampleIndex: 99 });
    assert.equal(store.state && selectedSample(store.state)?.index, 0);
  });

  it('knows the best validation from the run, else from the lines', () => {
    const store = openStore({ dev: [devLine(200, true), devLine(400, true), devLine(600, false)] });
    assert.equal(store.state && bestStep(store.state), 1200);
    store.applyDelta({ type: 'delta', run: { ...run, best: undefined }, train: [], dev: [], samples: [] });
    assert.equal(store.state && bestStep(store.state), 400);
  });
});

describe('A saved view', () => {
  it('is read back as it was', () => {
    const view = {
      ...initialViewState,
      smoothing: 0.3,
      zoom: { min: 5, max: 9 },
      validationStep: 400,
      hiddenCurves: ['a'],
    };
    assert.deepEqual(parseViewState(JSON.parse(JSON.stringify({ runId: 'x', ...view }))), view);
  });

  it('never breaks the page, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record(Object.fromEntries(Object.keys(initialViewState).map((key) => [key, fc.jsonValue()]))),
        ),
        (saved) => {
          const view = parseViewState(saved);
          assert.ok(view.smoothing >= 0 && view.smoothing <= 0.99);
          assert.ok(view.zoom === undefined || view.zoom.min < view.zoom.max);
          assert.ok(view.sampleIndex >= 0 && view.decodeStep >= 0);
          assert.ok(view.hiddenCurves.every((id) => typeof id === 'string'));
        },
      ),
    );
  });
});

describe('Texts', () => {
  it('come from the host, else from the defaults, with their values filled in', () => {
    const texts = new Texts({ 'samples.count': '{1} davon {0} richtig' });
    assert.equal(texts.get('samples.count', 3, 8), '8 davon 3 richtig');
    assert.equal(texts.get('action.stop'), 'Stop');
    assert.equal(texts.get('samples.missing', '{0}$&'), 'missing: {0}$&');
    assert.equal(texts.find('phase.training', '?'), 'training');
    assert.equal(texts.find('phase.dreaming', 'dreaming'), 'dreaming');
  });
});
