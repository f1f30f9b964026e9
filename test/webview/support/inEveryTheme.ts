import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { colorRules, findBarriers } from './findBarriers';
import type { PanelPage } from './panelPage';
import { applyTheme, themes, type ThemeFixture } from './themes';

const pictures = path.resolve('test-results');

/** Runs in the page. */
const twoFrames = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

export async function changeTheme(page: Page, theme: ThemeFixture): Promise<void> {
  await page.evaluate(applyTheme, theme);
  // The controls of the library take their colours over a little later.
  await page.evaluate(twoFrames);
}

/**
 * Holds a page to accessibility in each theme of VS Code; with `S2S_PICTURES` set, leaves a picture of each for a look.
 * @param name of the pictures
 */
export async function assertNoBarrier(page: Page, name: string): Promise<void> {
  for (const theme of Object.values(themes)) {
    await changeTheme(page, theme);
    // Rules that do not see colours give the same answer in each theme.
    const rules = theme === themes.dark ? [] : colorRules;
    assert.deepEqual(await findBarriers(page, rules), [], theme.name);
    if (process.env['S2S_PICTURES'] === undefined) continue;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: path.join(pictures, `webview-${name}-${theme.name}.png`), fullPage: true });
  }
}

/** A test of what `open` shows. */
export function inEveryTheme(name: string, open: () => Promise<Pick<PanelPage, 'page' | 'problems'>>): void {
  it('is shown without a barrier in any theme', async () => {
    const { page, problems } = await open();
    await assertNoBarrier(page, name);
    assert.deepEqual(problems, []);
  });
}
