import assert from 'node:assert/strict';
import { drawShapes } from '../../src/core/data/generators/shapes/drawShapes';
import { pictureUri } from '../../src/core/image/pictureUri';
import { writePng } from '../../src/core/image/writePng';
import type { PanelAttention, Sample } from '../../src/protocol/panel';
import { inEveryTheme } from './support/inEveryTheme';
import { PanelBrowser, type OpenOptions, type PanelPage } from './support/panelPage';
import { attentionAt, snapshot } from './support/runFixture';

const canvas = { height: 24, width: 24, channels: 3 } as const;
const picture = pictureUri(
  writePng(
    drawShapes(
      [
        { kind: 'square', color: 'red', left: 2, top: 9, size: 7 },
        { kind: 'circle', color: 'blue', left: 14, top: 8, size: 8 },
      ],
      canvas,
    ),
    canvas,
  ),
  'pictures/two shapes.png',
);
const regions = { rows: 6, columns: 6 };
const regionCount = regions.rows * regions.columns;
const tokens = ['red', 'square', 'left', 'of', 'blue', 'circle', '</s>'];
/** Where the decoder looks most, for each token. */
const looks = [13, 19, 20, 21, 16, 22, 0];

const sample: Sample = {
  index: 0,
  source: picture,
  reference: 'red square left of blue circle',
  hypothesis: 'red square left of blue circle',
  correct: true,
  sourceTokens: Array.from({ length: regionCount }, (_, region) => String(region + 1)),
  regions,
  hypothesisTokens: tokens,
  logProbability: -0.01,
};

/** Half of the weight where the decoder looks, a quarter on the region after it, the rest everywhere. */
function attentionOnPicture(step: number, index: number): PanelAttention {
  const values = new Float32Array(tokens.length * regionCount).fill(0.25 / (regionCount - 2));
  looks.forEach((region, token) => values.set([0.5, 0.25], token * regionCount + region));
  return { step, index, rows: tokens.length, columns: regionCount, values };
}

describe('The picture of a sample', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = async (options: OpenOptions = {}): Promise<PanelPage> => {
    const panel = await browser.open({
      snapshot: { ...snapshot, samples: [{ step: 1200, samples: [sample] }] },
      attention: attentionOnPicture,
      ...options,
    });
    await panel.page.locator('.heatmap-grid').waitFor();
    await panel.settle();
    return panel;
  };

  inEveryTheme('pictures', open);

  it('stands in the place of its text, and is named by its file', async () => {
    const { page } = await open();
    const image = page
      .locator('.sample')
      .getByRole('img', { name: 'Picture of sample 1: pictures/two shapes.png' });
    assert.equal(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth), canvas.width);
    assert.equal(await page.locator('.thumbnail-name').textContent(), 'two shapes.png');
    assert.equal(await page.getByText('data:image', { exact: false }).count(), 0);
  });

  it('is shown once for each token, and says where the decoder looked', async () => {
    const { page } = await open();
    const list = page.getByRole('list', { name: 'The picture as each token of the hypothesis saw it' });
    assert.deepEqual(
      await list.getByRole('button').evaluateAll((buttons) => buttons.map((button) => button.ariaLabel)),
      tokens.map((token, index) => {
        const region = looks[index] ?? 0;
        return `‘${token}’: looked most at row ${Math.floor(region / 6) + 1}, column ${(region % 6) + 1}, weight 0.50`;
      }),
    );
    assert.deepEqual(await list.locator('.picture-token').allTextContents(), tokens);
  });

  it('is clear where the decoder looked most, and the darker the less it looked', async () => {
    const { page } = await open();
    const darkness = await page
      .locator('.picture-step')
      .first()
      .locator('.region')
      .evaluateAll((cells) =>
        cells.map((cell) => Number(/[\d.]+(?=\)$)/.exec(getComputedStyle(cell).backgroundColor)?.[0])),
      );
    assert.equal(darkness.length, regionCount);
    assert.equal(darkness[13], 0);
    const rest = darkness.filter((_, region) => region !== 13 && region !== 14);
    assert.ok(rest.every((dark) => dark > (darkness[14] ?? 1)));
    assert.equal(await page.locator('.picture-step').first().locator('.region-most').count(), 1);
    assert.equal(await page.locator('.region').nth(13).getAttribute('class'), 'region region-most');
    const [veil, image] = await Promise.all(
      ['.picture-veil', '.picture-frame .source-picture'].map((selector) =>
        page.locator(selector).first().boundingBox(),
      ),
    );
    assert.deepEqual(veil, image);
  });

  it('chooses the decoding step, and follows it', async () => {
    const panel = await open();
    const { page } = panel;
    const slider = page.getByRole('slider', { name: 'Decoding step' });
    const current = page.locator('.picture-step[aria-current="step"]');
    assert.equal(await current.locator('.picture-token').textContent(), 'red');
    await page.getByRole('button', { name: /^‘blue’/ }).focus();
    await page.keyboard.press('Enter');
    await panel.settle();
    assert.equal(await slider.inputValue(), '5');
    assert.equal(await current.locator('.picture-token').textContent(), 'blue');
    await slider.fill('6');
    await panel.settle();
    assert.equal(await current.locator('.picture-token').textContent(), 'circle');
  });

  it('is one row that scrolls to the step, however many there are', async () => {
    const panel = await open({ viewport: { width: 420, height: 800 } });
    const { page } = panel;
    const scrolled = (): Promise<number> =>
      page.locator('.picture-list').evaluate(({ scrollLeft }) => scrollLeft);
    assert.equal(await scrolled(), 0);
    await page.getByRole('slider', { name: 'Decoding step' }).fill(String(tokens.length));
    await panel.settle();
    assert.ok((await scrolled()) > 0);
    const tops = await page
      .locator('.picture-step')
      .evaluateAll((steps) => steps.map((step) => step.getBoundingClientRect().top));
    assert.equal(new Set(tops).size, 1);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
  });

  it('takes the place of the strip of source tokens, and only for pictures', async () => {
    const { page } = await open();
    assert.equal(await page.getByText('Source tokens').isVisible(), false);
    const text = await browser.open({ snapshot, attention: attentionAt });
    await text.page.locator('.heatmap-grid').waitFor();
    assert.equal(await text.page.locator('.picture-strip').isVisible(), false);
  });
});
