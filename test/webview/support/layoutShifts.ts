import type { Page } from 'playwright-core';

interface Watched {
  shifts: string[];
}

/** From now on notes what moves in the page without having been asked to. */
export async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched = window as unknown as Watched;
    watched.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        sources: { node: Node | null }[];
      })[]) {
        const moved = entry.sources.map(({ node }) => (node as HTMLElement | null)?.className ?? '');
        watched.shifts.push(`${entry.value} ${moved.join()}`);
      }
    }).observe({ type: 'layout-shift' });
  });
}

/** What has moved since, and how far. */
export async function shiftsOf(page: Page): Promise<readonly string[]> {
  await page.waitForTimeout(100);
  return page.evaluate(() => (window as unknown as Watched).shifts);
}
