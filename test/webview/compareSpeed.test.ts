import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { recordFigure } from '../support/figures';
import { compareRun } from './support/compareFixture';
import { CompareBrowser } from './support/comparePanel';

const runCount = 20;
const pointCount = 50_000;
const framesOfGesture = 24;

/** Runs in the page: sends the curves of many long runs, as the host does, and waits until they are drawn. */
async function postCurves([keys, length]: readonly [readonly string[], number]): Promise<number> {
  const noise = (seed: number): number => {
    const value = Math.sin(seed * 12.9898) * 43_758.5453;
    return value - Math.floor(value);
  };
  const columns = (count: number, quantities: number, every: number, run: number) => {
    const step = Float64Array.from({ length: count }, (_, index) => (index + 1) * every);
    const loss = Float32Array.from(
      step,
      (at) => (2 + run / 10) * Math.exp(-at / 9000) + 0.05 * run + 0.3 * noise(at + run),
    );
    const values = Array.from({ length: quantities }, () => loss);
    return { step, epoch: step.map((at) => at / 1000), seconds: step.map((at) => at / 50), values };
  };
  const curves = keys.map((key, run) => ({
    key,
    whole: true,
    train: columns(length, 4, 1, run),
    dev: columns(length / 100, 7, 100, run),
    marks: [],
  }));
  const from = performance.now();
  window.postMessage({ type: 'update', runs: [], gone: [], curves }, '*');
  await new Promise<void>((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve)), 0));
  return performance.now() - from;
}

/** Runs in the page: turns the wheel or drags over the first chart for some frames; milliseconds between their beginnings. */
async function frameTimes([gesture, frameCount]: readonly ['zoom' | 'pan', number]): Promise<number[]> {
  const chart = document.querySelector('.chart-body canvas')!;
  const { left, top, width, height } = chart.getBoundingClientRect();
  const at = (x: number) => ({
    bubbles: true,
    cancelable: true,
    clientX: left + x,
    clientY: top + height / 2,
  });
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const times: number[] = [];
  if (gesture === 'pan') chart.dispatchEvent(new PointerEvent('pointerdown', at(width / 2)));
  let last = await frame();
  for (let count = 0; count < frameCount; count++) {
    if (gesture === 'zoom')
      chart.dispatchEvent(
        new WheelEvent('wheel', { ...at(width / 2), deltaY: count < frameCount / 2 ? -40 : 40 }),
      );
    else chart.dispatchEvent(new PointerEvent('pointermove', at(width / 2 + 80 * Math.sin(count / 8))));
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  if (gesture === 'pan') chart.dispatchEvent(new PointerEvent('pointerup', at(width / 2)));
  return times.sort((a, b) => a - b);
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)]!;

interface Gesture {
  /** Median time from frame to frame, in the best of several tries: without what other programs took from it. */
  readonly frameMs: number;
  /** Processor time of the page's own thread for a frame. */
  readonly processorMs: number;
}

async function measure(page: Page, gesture: 'zoom' | 'pan'): Promise<Gesture> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  let [best, processorMs] = [Infinity, Infinity];
  for (let tries = 0; tries < 2; tries++) {
    const before = await taskMs();
    const times = await page.evaluate(frameTimes, [gesture, framesOfGesture] as const);
    best = Math.min(best, median(times));
    processorMs = Math.min(processorMs, ((await taskMs()) - before) / times.length);
  }
  await session.detach();
  return { frameMs: best, processorMs };
}

describe('The speed of the comparison', () => {
  const browser = new CompareBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  it(`zooms and pans ${runCount} runs of ${pointCount} points`, async () => {
    const runs = Array.from({ length: runCount }, (_, number) => compareRun(number));
    const panel = await browser.open({
      snapshot: { type: 'snapshot', runs, waiting: [], strings: {}, isTrusted: true },
    });
    await panel.send({ type: 'show', keys: runs.map(({ key }) => key), replace: true });
    const curvesMs = await panel.page.evaluate(postCurves, [runs.map(({ key }) => key), pointCount] as const);
    const what = `${runCount} runs × ${pointCount.toLocaleString('en')} points`;
    recordFigure({ name: `${what}, from arrival to curves`, value: curvesMs, unit: 'ms', budget: 1000 });
    for (const gesture of ['zoom', 'pan'] as const) {
      const { frameMs, processorMs } = await measure(panel.page, gesture);
      const name = `${what}: frame of a ${gesture}`;
      recordFigure({ name, value: frameMs, unit: 'ms', budget: 17.5 });
      recordFigure({ name, value: processorMs, unit: 'ms of processor time', budget: 12 });
    }
    assert.deepEqual(panel.problems, []);
  });

  it('paints the page with 250 runs', async () => {
    const runs = Array.from({ length: 250 }, (_, number) => compareRun(number));
    const panel = await browser.open();
    const paintMs = await panel.page.evaluate(
      async (snapshot) => {
        const from = performance.now();
        window.postMessage(snapshot, '*');
        await new Promise<void>((resolve) =>
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))), 0),
        );
        return performance.now() - from;
      },
      { type: 'snapshot', runs, strings: {}, isTrusted: true },
    );
    const rows = await panel.page.locator('.run-row').count();
    assert.ok(rows > 5 && rows < 60, `${rows} rows are in the document`);
    recordFigure({ name: 'first paint of 250 runs', value: paintMs, unit: 'ms', budget: 300 });
  });
});
