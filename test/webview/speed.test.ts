import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { PanelBrowser } from './support/panelPage';
import { attentionMap, devLine, run, samplesAt, snapshot, trainLine } from './support/runFixture';

/** Milliseconds from a message's arrival until the frame that shows it is done. */
async function timeToPaint(page: Page, message: unknown): Promise<number> {
  return page.evaluate(async (posted) => {
    const { map } = posted as { map?: { values: number[] | Float32Array } };
    if (map !== undefined) map.values = Float32Array.from(map.values);
    const from = performance.now();
    window.postMessage(posted, '*');
    await new Promise<void>((resolve) =>
      // The message's own frame, then the task after it.
      setTimeout(() => requestAnimationFrame(() => setTimeout(resolve)), 0),
    );
    return performance.now() - from;
  }, message);
}

describe('The speed of the dashboard', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  it('stays quick with 5,000 training points and 50 validations', async () => {
    const panel = await browser.open({ snapshot: { ...snapshot, train: [], dev: [], samples: [] } });
    const validations = Array.from({ length: 50 }, (_, index) => (index + 1) * 1000);
    const snapshotMs = await timeToPaint(panel.page, {
      ...snapshot,
      train: Array.from({ length: 5000 }, (_, index) => trainLine((index + 1) * 10)),
      dev: validations.map((step) => devLine(step, true)),
      samples: validations.map(samplesAt),
    });
    const deltasMs: number[] = [];
    for (let step = 50_010; step <= 50_200; step += 10)
      deltasMs.push(
        await timeToPaint(panel.page, {
          type: 'delta',
          run: { ...run, step, totalSteps: 60_000 },
          train: [trainLine(step)],
          dev: [],
          samples: [],
        }),
      );
    const deltaMs = deltasMs.sort((a, b) => a - b)[Math.floor(deltasMs.length / 2)] ?? Infinity;
    const smoothingMs = await panel.page
      .getByRole('slider', { name: 'Smoothing' })
      .evaluate(async (slider) => {
        const from = performance.now();
        (slider as HTMLInputElement).value = '0.95';
        slider.dispatchEvent(new Event('input'));
        await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - from;
      });
    console.log(
      `      5,000 points: snapshot ${snapshotMs.toFixed(0)} ms, delta ${deltaMs.toFixed(0)} ms (median), smoothing ${smoothingMs.toFixed(0)} ms`,
    );
    // Deltas come at most ten times a second.
    assert.ok(snapshotMs < 2500 && deltaMs < 100 && smoothingMs < 250);
    assert.deepEqual(panel.problems, []);
  });

  it('shows 200 × 200 weights quickly', async () => {
    const tokens = Array.from({ length: 200 }, (_, index) => `token${index}`);
    const [first] = samplesAt(1200).samples;
    assert.ok(first);
    const sample = { ...first, sourceTokens: tokens, hypothesisTokens: tokens };
    const panel = await browser.open({
      snapshot: { ...snapshot, samples: [{ step: 1200, samples: [sample] }] },
    });
    const map = attentionMap(1200, 0, 200, 200);
    const mapMs = await timeToPaint(panel.page, {
      type: 'attention',
      step: 1200,
      index: 0,
      map: { ...map, values: Array.from(map.values) },
    });
    const hoverMs = await panel.page.locator('.heatmap-grid').evaluate((grid) => {
      const { left, top } = grid.getBoundingClientRect();
      const moves = 50;
      const from = performance.now();
      for (let index = 0; index < moves; index++)
        grid.dispatchEvent(
          new PointerEvent('pointermove', { clientX: left + 100 + index * 4, clientY: top + 100 + index }),
        );
      return (performance.now() - from) / moves;
    });
    console.log(`      200 × 200 weights: map ${mapMs.toFixed(0)} ms, pointer move ${hoverMs.toFixed(1)} ms`);
    assert.ok(mapMs < 500 && hoverMs < 16);
    assert.deepEqual(panel.problems, []);
  });
});
