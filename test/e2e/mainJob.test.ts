import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { newWorkspace, openWorkbench, themes, until, type Workbench } from './workbench';

/** Training on two busy cores. */
const trainingLimitMs = 240_000;
const updates = 300;
const dashboardTitle = /dates · Training/;
const dates = ['the moon landing:', '', 'Jul 20, 1969', '  09/11/1989', '31-Oct-1999'];

describe('The main job, as a user', function () {
  this.timeout(trainingLimitMs + 60_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: newWorkspace({ 'diary.txt': `${dates.join('\n')}\n` }),
      settings: { 's2s.engine.name': 'wasm' },
      viewport: { width: 1600, height: 1000 },
    });
  });
  after(() => workbench.close());

  const dashboard = (): Promise<FrameLocator> => workbench.webview(dashboardTitle);

  it('makes a new experiment from the gallery', async () => {
    await workbench.runCommand('Seq2Seq: New Experiment');
    await workbench.quickInputRow('Dates').first().waitFor();
    await workbench.screenshot('1-new-experiment');
    await workbench.choose('Dates');
    await workbench.answer('dates');
    await workbench.tab('dates.s2s.json').waitFor();
    await workbench.codeLens(/Train/).first().waitFor();
    assert.match(await workbench.editorText(), /"encoder"/);
    await workbench.screenshot('2-config');
  });

  it('trains it from the palette and draws the loss curve', async () => {
    const config = path.join(workbench.workspace, 'dates', 'dates.s2s.json');
    const shorter = readFileSync(config, 'utf8').replace(/"updates": \d+/, `"updates": ${updates}`);
    assert.match(shorter, new RegExp(`"updates": ${updates}`));
    writeFileSync(config, shorter);
    await workbench.runCommand('Seq2Seq: Train Model');
    await workbench.tab(dashboardTitle).waitFor();
    const page = await dashboard();
    const loss = page.getByRole('img').first();
    await until(
      async () =>
        /\d/.test((await loss.getAttribute('aria-label', { timeout: 1_000 }).catch(() => '')) ?? ''),
      'the first point of the loss curve',
      60_000,
    );
    await page.getByText('Running', { exact: true }).waitFor();
    await workbench
      .statusBarItem(/dates|loss/i)
      .first()
      .waitFor();
    await workbench.screenshot('3-training');
  });

  it('shows samples and their attention while and after training', async () => {
    const page = await dashboard();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: trainingLimitMs });
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    const sample = page.locator('tr.sample').first();
    await sample.click();
    const grid = page
      .getByRole('grid')
      .filter({ has: page.getByRole('gridcell') })
      .last();
    await grid.focus();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.screenshot('4-attention');
    await page.locator('header').first().scrollIntoViewIfNeeded();
    await workbench.screenshot('4-trained');
    assert.match(
      await page.locator('.attention').innerText(),
      /0?\.\d\d/,
      'the attention part shows weights as numbers',
    );
  });

  it('decodes the selected lines, shows a preview, applies it, and undo restores the text', async () => {
    await workbench.openFile('diary.txt');
    await workbench.selectLines(3, 5);
    await workbench.runCommand('Seq2Seq: Decode Selection');
    await workbench.tab(/diary\.txt ↔ decoded with dates/).waitFor({ timeout: 60_000 });
    await until(async () => /\d %/.test(await workbench.editorText()), 'the probabilities in the preview');
    await workbench.screenshot('5-decode-preview');
    await workbench.runCommand('Seq2Seq: Apply Decoded Text');
    await workbench.tab(/decoded with dates/).waitFor({ state: 'detached' });
    const lines = (await workbench.editorText()).split('\n');
    assert.deepEqual(lines.slice(0, 2), dates.slice(0, 2), 'lines that were not selected stay as they were');
    for (const line of lines.slice(2, 5)) assert.match(line, /^ *\d{4}-\d\d-\d\d$/);
    await workbench.screenshot('6-decoded');
    await workbench.page.keyboard.press('Control+Z');
    await until(
      async () => (await workbench.editorText()).startsWith(dates.join('\n')),
      'one undo to bring the text back',
    );
    await workbench.screenshot('7-undone');
  });

  it('keeps the dashboard over a reload of the window @slow', async () => {
    await (await dashboard()).getByText('Finished', { exact: true }).waitFor();
    await workbench.reload();
    const page = await dashboard();
    await page.getByText('Finished', { exact: true }).waitFor();
    await page.locator('tr.sample').first().waitFor();
  });

  for (const { id, name } of themes) {
    it(`follows the theme ${id}`, async () => {
      const page = await dashboard();
      const background = (): Promise<string> =>
        page
          .locator('body')
          .evaluate((body: { ownerDocument: { defaultView: StyleReader } }) =>
            body.ownerDocument.defaultView.getComputedStyle(body).getPropertyValue('background-color'),
          );
      const before = await background();
      await workbench.setTheme(id);
      // Light is what the window began with, and follows a theme that is as light.
      if (name !== 'light') await until(async () => (await background()) !== before, 'the new background');
      await workbench.screenshot(`8-theme-${name}`);
    });
  }
});

/** What the test uses of a page's window: tests are compiled without the DOM's types. */
interface StyleReader {
  getComputedStyle(element: unknown): { getPropertyValue(name: string): string };
}
