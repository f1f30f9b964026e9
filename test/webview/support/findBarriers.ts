import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong, one line each. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    // The policy of the page forbids axe to fetch the style sheets.
    return checker.run(document, { preload: false, resultTypes: ['violations'] });
  });
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${impact ?? ''} ${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`,
    ),
  );
}
