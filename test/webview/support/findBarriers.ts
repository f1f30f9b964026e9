import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules of axe whose answer depends on colours, so on the theme. */
export const colorRules = ['color-contrast', 'link-in-text-block'] as const;

/**
 * What axe finds wrong, one line each.
 * @param rules those to check; by default all
 */
export async function findBarriers(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (only) => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    // The policy of the page forbids axe to fetch the style sheets.
    return checker.run(document, {
      preload: false,
      resultTypes: ['violations'],
      ...(only.length === 0 ? {} : { runOnly: [...only] }),
    });
  }, rules);
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${impact ?? ''} ${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`,
    ),
  );
}
