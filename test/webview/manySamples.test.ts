import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { PanelSamples, ToPanel } from '../../src/protocol/panel';
import { recordFigure } from '../support/figures';
import { PanelBrowser, type PanelPage } from './support/panelPage';
import { run, samplesAt, snapshot } from './support/runFixture';
import { scrollFrames } from './support/scrollFrames';

const sampleCount = 10_000;

type Delta = Omit<Extract<ToPanel, { type: 'delta' }>, 'type' | 'samples'> & {
  readonly samples: readonly Required<PanelSamples>[];
};

/** Runs in the page: a validation of many samples, some of them with several lines so that rows differ in height. */
function postMany([delta, count]: readonly [Delta, number]): void {
  const samples = delta.samples.map((validation) => ({
    ...validation,
    samples: Array.from({ length: count }, (_, index) => {
      const sample = validation.samples[index % validation.samples.length]!;
      const source = index % 7 === 3 ? `${sample.source} `.repeat(6) : `${sample.source} #${index}`;
      return { ...sample, index, source };
    }),
  }));
  window.postMessage({ type: 'delta', ...delta, samples }, '*');
}

interface InSight {
  readonly rows: number;
  readonly first: string;
  /** Where the first row in sight begins. */
  readonly offsetPx: number;
}

/** Runs in the page: the first row below the head of the table, and how many rows the document has. */
function rowsInSight(): InSight {
  const scroller = document.querySelector('.samples .table-scroller')!;
  const edge = scroller.querySelector('th')!.getBoundingClientRect().bottom;
  const rows = [...scroller.querySelectorAll('.sample')];
  const first = rows.find((row) => row.getBoundingClientRect().bottom > edge + 2)!;
  const offsetPx = first.getBoundingClientRect().top - edge;
  return { rows: rows.length, first: first.firstElementChild?.textContent ?? '', offsetPx };
}

describe('Ten thousand decoded samples', () => {
  const browser = new PanelBrowser();
  let panel: PanelPage;
  let page: Page;
  const inSight = (): Promise<InSight> => page.evaluate(rowsInSight);
  const send = async (step: number): Promise<void> => {
    const delta = { run, train: [], dev: [], samples: [samplesAt(step)] };
    await page.evaluate(postMany, [delta, sampleCount] as const);
    await panel.settle();
    await panel.settle();
  };
  const scrollTo = async (top: number): Promise<void> => {
    await page
      .locator('.samples .table-scroller')
      .first()
      .evaluate((element, to) => (element.scrollTop = to), top);
    await panel.settle();
  };
  const focusedRow = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex') ?? null);

  before(() => browser.start());
  after(() => browser.stop());
  beforeEach(async () => {
    panel = await browser.open({ snapshot: { ...snapshot, samples: [] } });
    ({ page } = panel);
    await send(1000);
  });

  it('have the rows in sight in the document, and say how many there are', async () => {
    const table = page.getByRole('grid', { name: /^Decoded samples/ });
    assert.equal(await table.getAttribute('aria-rowcount'), String(sampleCount + 1));
    const atTop = await inSight();
    assert.equal(atTop.first, '1');
    assert.ok(atTop.rows > 8 && atTop.rows < 60, `${atTop.rows} rows`);
    const row = page.locator('.sample').first();
    assert.equal(await row.getAttribute('aria-rowindex'), '2');
    await scrollTo(100_000_000);
    const last = page.locator('.sample').last();
    assert.equal(await last.getAttribute('aria-rowindex'), String(sampleCount + 1));
    assert.equal(await last.isVisible(), true);
    const atEnd = await inSight();
    assert.ok(atEnd.rows < 60, `${atEnd.rows} rows`);
  });

  it('are gone through by keyboard from end to end', async () => {
    await page.locator('.sample').first().focus();
    await page.keyboard.press('End');
    assert.equal(await focusedRow(), String(sampleCount + 1));
    await page.keyboard.press('ArrowUp');
    assert.equal(await focusedRow(), String(sampleCount));
    await page.keyboard.press('Enter');
    await page
      .getByText(`sample ${sampleCount - 1}, step 1,000`)
      .or(page.getByText(`Sample ${sampleCount - 1} over time`))
      .first()
      .waitFor();
    await page.keyboard.press('Home');
    assert.equal(await focusedRow(), '2');
    await page.keyboard.press('PageDown');
    assert.equal(await focusedRow(), '12');
    for (let count = 0; count < 40; count++) await page.keyboard.press('ArrowDown');
    assert.equal(await focusedRow(), '52');
    assert.equal(await page.locator(':focus').isVisible(), true);
  });

  it('keep the row with the keyboard while they are scrolled away from it', async () => {
    await page.locator('.sample').nth(2).focus();
    await scrollTo(50_000);
    assert.equal(await focusedRow(), '4');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedRow(), '5');
    assert.ok((await inSight()).rows < 60);
    assert.equal((await inSight()).first, '4');
  });

  it('stay where they are when new ones arrive', async () => {
    await scrollTo(123_456);
    const before = await inSight();
    await send(1200);
    const after = await inSight();
    assert.equal(after.first, before.first);
    assert.ok(Math.abs(after.offsetPx - before.offsetPx) <= 1, `${before.offsetPx} → ${after.offsetPx}`);
  });

  it('are found by a part of their texts', async () => {
    await page.getByRole('searchbox', { name: 'Find in samples' }).fill('#9990');
    await panel.settle();
    assert.deepEqual(await page.locator('.sample .cell-number').allTextContents(), ['9991']);
    assert.equal(await page.getByText(`1 of ${sampleCount} samples listed`).count(), 1);
    await page.getByRole('searchbox', { name: 'Find in samples' }).fill('nowhere');
    await page.getByText('No sample here contains “nowhere”.').waitFor();
    await page.getByRole('searchbox', { name: 'Find in samples' }).fill('');
    await panel.settle();
    assert.equal((await inSight()).first, '1');
  });

  it('scroll smoothly', async () => {
    const { frameMs, longestMs, processorMs } = await scrollFrames(page, '.samples .table-scroller', 90);
    const what = `${sampleCount.toLocaleString('en')} samples: frame of scrolling`;
    recordFigure({ name: what, value: frameMs, unit: 'ms', budget: 17.5 });
    recordFigure({ name: `${what}, longest`, value: longestMs, unit: 'ms', budget: 50 });
    recordFigure({ name: what, value: processorMs, unit: 'ms of processor time', budget: 12 });
    assert.ok((await inSight()).rows < 60);
    assert.notEqual((await inSight()).first, '1');
    assert.deepEqual(panel.problems, []);
  });
});
