import assert from 'node:assert/strict';
import type { PanelAttention } from '../../src/protocol/panel';
import { fingerprint } from './support/canvas';
import { inEveryTheme } from './support/inEveryTheme';
import { PanelBrowser, type OpenOptions, type PanelPage } from './support/panelPage';
import { attentionAt, machineAt, snapshot } from './support/runFixture';

function withMachine(step: number, index: number): PanelAttention | undefined {
  const map = attentionAt(step, index);
  const machine = machineAt(step, index);
  return map === undefined || machine === undefined ? undefined : { ...map, machine };
}

describe('The memory of a Neural Turing Machine', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = async (options: OpenOptions = {}): Promise<PanelPage> => {
    const panel = await browser.open({ snapshot, attention: withMachine, ...options });
    await panel.page.locator('.memory .heatmap-grid').first().waitFor();
    await panel.settle();
    return panel;
  };

  inEveryTheme('memory', open);

  it('has a map for each head, and one of what the memory holds after the step', async () => {
    const { page } = await open();
    const titles = await page.locator('.memory-map h3').allTextContents();
    assert.deepEqual(titles, ['Reading head 1', 'Writing head 1', 'Memory after step 1']);
    const labels = await page
      .locator('.memory .heatmap-grid')
      .evaluateAll((grids) => grids.map((grid) => grid.getAttribute('aria-label') ?? ''));
    assert.match(labels[0] ?? '', /^Reading head 1: 33 steps by 24 rows of the memory/);
    assert.match(labels[2] ?? '', /^Memory of 24 rows by 8 numbers after step 1/);
  });

  it('says by keyboard where a head is, and shows the memory after the step that is picked', async () => {
    const panel = await open();
    const { page } = panel;
    const canvas = page.locator('.memory-map').last().locator('canvas');
    const before = await fingerprint(canvas);
    await page.locator('.memory .heatmap-grid').nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const announced = page.locator('.memory-map').nth(1).locator('[aria-live]');
    assert.equal(await announced.textContent(), 'step 2, reads ‘a’: row 2 1.00');
    await page.keyboard.press('Enter');
    await panel.settle();
    assert.equal(await page.locator('.memory-map h3').last().textContent(), 'Memory after step 2');
    assert.notEqual(await fingerprint(canvas), before);
    assert.equal((await panel.savedState())['memoryStep'], 1);
  });

  it('is not there for other models', async () => {
    const { page } = await browser.open({ snapshot, attention: attentionAt });
    await page.locator('.heatmap-grid').waitFor();
    assert.equal(await page.locator('.memory').isVisible(), false);
  });
});
