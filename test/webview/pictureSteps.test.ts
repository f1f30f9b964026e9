import assert from 'node:assert/strict';
import type { Sample } from '../../src/protocol/panel';
import { inEveryTheme } from './support/inEveryTheme';
import { PanelBrowser, type OpenOptions, type PanelPage } from './support/panelPage';
import { snapshot } from './support/runFixture';

/** A square of 2 × 2 that is drawn by halves. */
const picture = { width: 3, height: 2, steps: ['055000', '099044'], reference: '099099' };
const sample: Sample = {
  index: 0,
  source: 'square at row 1 column 2',
  reference: '·██·██',
  hypothesis: '·██·██',
  correct: true,
  sourceTokens: ['square', 'at', 'row', '1', 'column', '2'],
  picture,
  hypothesisTokens: ['·', '█', '█', '·', '█', '█', '</s>'],
  logProbability: -0.01,
};

describe('How a picture came about', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = async (options: OpenOptions = {}): Promise<PanelPage> => {
    const samples = [{ step: 1200, samples: [sample, { ...sample, index: 1, picture: undefined }] }];
    const panel = await browser.open({ snapshot: { ...snapshot, samples }, ...options });
    await panel.page.locator('.sample').first().waitFor();
    await panel.settle();
    return panel;
  };

  inEveryTheme('picture-steps', open);

  it('has a picture for each step, and last what it should be', async () => {
    const { page } = await open();
    const group = page.getByRole('group', { name: /1/ }).filter({ has: page.locator('.picture-steps') });
    assert.deepEqual(await group.locator('figcaption').allTextContents(), ['Step 1', 'Step 2', 'Reference']);
    const paths = group.locator('svg').nth(1).locator('path');
    const shades = await paths.evaluateAll((all) =>
      all.map((one) => [one.getAttribute('d'), Number(one.getAttribute('fill-opacity')).toFixed(2)]),
    );
    assert.deepEqual(shades, [
      ['M1 1h1v1h-1zM2 1h1v1h-1z', '0.44'],
      ['M1 0h1v1h-1zM2 0h1v1h-1z', '1.00'],
    ]);
  });

  it('has rows of pixels under each other in the table', async () => {
    const { page } = await open();
    const cells = page.locator('.sample').first().locator('td.cell-text');
    assert.equal(await cells.nth(0).locator('.pixel-rows').count(), 0);
    for (const cell of [cells.nth(1), cells.nth(2)]) {
      const rows = cell.locator('.pixel-rows');
      const { lines, text } = await rows.evaluate((element: HTMLElement) => {
        const lineHeight = Number.parseFloat(getComputedStyle(element).lineHeight);
        return { lines: Math.round(element.offsetHeight / lineHeight), text: element.textContent };
      });
      assert.deepEqual({ lines, text }, { lines: 2, text: '·██·██' });
    }
  });

  it('says where a decoder that draws keeps what it did', async () => {
    const { page } = await open({
      snapshot: { ...snapshot, samples: [{ step: 1200, samples: [sample] }], attentionMaps: 'drawn' },
    });
    await page.getByText('there is no map by token. Its steps stand below the samples.').waitFor();
  });
});
