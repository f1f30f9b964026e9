import type { Page } from 'playwright-core';

export interface ScrollFrames {
  /** Median time from frame to frame. */
  readonly frameMs: number;
  readonly longestMs: number;
  /** Processor time of the page's own thread for a frame. */
  readonly processorMs: number;
}

const frameCount = 40;

/** Scrolls an element by so many pixels at each frame, and says how long the frames take. */
export async function scrollFrames(page: Page, selector: string, stepPx: number): Promise<ScrollFrames> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  let best: ScrollFrames = { frameMs: Infinity, longestMs: Infinity, processorMs: Infinity };
  // The best of several tries: without what other programs took from it.
  for (let tries = 0; tries < 2; tries++) {
    const before = await taskMs();
    const times = await page.evaluate(timeFrames, [selector, stepPx, frameCount] as const);
    const processorMs = ((await taskMs()) - before) / times.length;
    const frameMs = times[Math.floor(times.length / 2)]!;
    best = {
      frameMs: Math.min(best.frameMs, frameMs),
      longestMs: Math.min(best.longestMs, times.at(-1)!),
      processorMs: Math.min(best.processorMs, processorMs),
    };
  }
  await session.detach();
  return best;
}

/** Runs in the page. @returns milliseconds from frame to frame, rising */
async function timeFrames([selector, stepPx, count]: readonly [string, number, number]): Promise<number[]> {
  const element = document.querySelector(selector) ?? document.documentElement;
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const times: number[] = [];
  let last = await frame();
  for (let index = 0; index < count; index++) {
    element.scrollTop += stepPx;
    element.scrollLeft += stepPx / 4;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times.sort((a, b) => a - b);
}
