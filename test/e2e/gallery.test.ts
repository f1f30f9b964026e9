import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { drawShapes } from '../../src/core/data/generators/shapes/drawShapes';
import { writePng } from '../../src/core/image/writePng';
import { openWorkbench, type Workbench } from './workbench';

/** Training on two busy cores. */
const trainingLimitMs = 120_000;

describe('Systems of the gallery, as a user', function () {
  this.timeout(trainingLimitMs + 60_000);
  let workbench: Workbench;

  before(async () => {
    const settings = { 's2s.engine.name': 'wasm' };
    workbench = await openWorkbench({ settings, viewport: { width: 1600, height: 1000 } });
  });
  after(() => workbench.close());

  /** Trains a system with changed numbers in its config; returns its dashboard when it has finished. */
  async function train(name: string, changes: Readonly<Record<string, number>>): Promise<FrameLocator> {
    const config = readFileSync(path.join('gallery', name, `${name}.s2s.json`), 'utf8');
    const shorter = Object.entries(changes).reduce((text, [key, value]) => {
      const number = new RegExp(`"${key}": \\d+`, 'g');
      assert.match(text, number);
      return text.replace(number, `"${key}": ${value}`);
    }, config);
    const folder = path.join(workbench.workspace, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${name}.s2s.json`), shorter);
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile(`${name}/${name}.s2s.json`);
    await workbench.runCommand('Seq2Seq: Train Model');
    const page = await workbench.webview(new RegExp(`${name} · Training`));
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: trainingLimitMs });
    return page;
  }

  it('offers them by what they teach', async () => {
    await workbench.runCommand('Seq2Seq: New Experiment');
    await workbench.quickInput().getByText('First steps').waitFor();
    await workbench.screenshot('gallery-1-list');
    // By a word of its description.
    await workbench.page.keyboard.type('Turing machine');
    await workbench.quickInputRow('Neural Turing Machine: copy').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('shows where on a picture the decoder looked for every word', async () => {
    const page = await train('captions', { size: 96, updates: 40, validation_freq: 40 });
    await page.locator('tr.sample').first().click();
    const steps = page.locator('.picture-step');
    await steps.first().waitFor();
    const picture = page.locator('tr.sample img').first();
    const width = await picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
    assert.equal(width, 24, 'the picture is drawn from its data');
    await steps.last().click();
    assert.equal(await steps.last().getAttribute('aria-current'), 'step');
    await workbench.screenshot('gallery-2-regions');
  });

  it('decodes the picture whose path is selected', async () => {
    const canvas = { height: 24, width: 24, channels: 3 } as const;
    const square = { kind: 'square', color: 'red', left: 3, top: 8, size: 9 } as const;
    const picture = writePng(drawShapes([square], canvas), canvas);
    writeFileSync(path.join(workbench.workspace, 'square.png'), picture);
    writeFileSync(path.join(workbench.workspace, 'pictures.txt'), 'square.png\n');
    await workbench.openFile('pictures.txt');
    await workbench.selectLines(1, 1);
    await workbench.runCommand('Seq2Seq: Decode Selection');
    await workbench.tab(/pictures\.txt ↔ decoded with/).waitFor({ timeout: 60_000 });
    await workbench.screenshot('gallery-3-decoded-picture');
  });

  it('shows the memory and the heads of a Neural Turing Machine', async () => {
    const page = await train('ntm-copy', { size: 96, updates: 10, validation_freq: 10 });
    await page.locator('.memory-map').first().waitFor();
    await page.locator('.memory-map').first().scrollIntoViewIfNeeded();
    await workbench.screenshot('gallery-4-memory');
  });

  it('shows how a picture comes about', async () => {
    const page = await train('draw', { size: 96, updates: 20, validation_freq: 20 });
    await page.locator('tr.sample').first().click();
    await page.locator('.picture-steps').scrollIntoViewIfNeeded();
    await workbench.screenshot('gallery-5-canvas');
  });
});
