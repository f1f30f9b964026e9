import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { panelStrings } from '../../src/protocol/panelStrings';
import { CompareBrowser } from './support/comparePanel';
import { compareSnapshot, curves } from './support/compareFixture';
import { PanelBrowser } from './support/panelPage';
import { attentionAt, snapshot } from './support/runFixture';

const german = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8')) as Readonly<
  Record<string, string>
>;

/** Texts as other languages have them. Marks at their ends show where one is cut off. */
const languages = {
  german: Object.fromEntries(Object.entries(panelStrings).map(([key, text]) => [key, german[text] ?? text])),
  longer: Object.fromEntries(
    Object.entries(panelStrings).map(([key, text]) => [
      key,
      text === '' ? '' : `${text}${'~'.repeat(Math.ceil(text.length * 0.4))}`,
    ]),
  ),
};

/** Parts of the page that reach out of it, and texts that do not fit into their element. Tables may be scrolled. */
function findCutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canBeScrolled = (element: Element): boolean =>
      ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) ||
      (element.parentElement !== null && canBeScrolled(element.parentElement));
    return [...document.querySelectorAll<HTMLElement>('#app *')].flatMap((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      const text = element.textContent.trim();
      if (width < 2 || height < 2 || text === '' || canBeScrolled(element)) return [];
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isCut =
        overflowX === 'hidden' &&
        textOverflow !== 'ellipsis' &&
        element.scrollWidth > element.clientWidth + 1;
      const isOutside = left < -1 || right > innerWidth + 1;
      return isCut || isOutside ? [`${element.className}: ${text.slice(0, 60)}`] : [];
    });
  });
}

describe('Texts longer than the English ones', () => {
  const dashboards = new PanelBrowser();
  const comparisons = new CompareBrowser();
  before(() => Promise.all([dashboards.start(), comparisons.start()]));
  after(() => Promise.all([dashboards.stop(), comparisons.stop()]));

  for (const [language, strings] of Object.entries(languages)) {
    const viewport = { width: 420, height: 900 };

    it(`fit into a narrow dashboard (${language})`, async () => {
      const panel = await dashboards.open({
        snapshot: { ...snapshot, strings },
        attention: attentionAt,
        viewport,
      });
      await panel.settle();
      await panel.screenshot(`long-dashboard-${language}`);
      assert.deepEqual(await findCutOff(panel.page), []);
    });

    it(`fit into a narrow comparison (${language})`, async () => {
      const panel = await comparisons.open({ snapshot: { ...compareSnapshot, strings }, curves, viewport });
      await panel.settle();
      await panel.screenshot(`long-compare-${language}`);
      assert.deepEqual(await findCutOff(panel.page), []);
    });
  }
});
