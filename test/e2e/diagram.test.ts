import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { newWorkspace, openWorkbench, themes, until, type Workbench } from './workbench';

describe('The model of a config, as a user', function () {
  this.timeout(240_000);
  let workbench: Workbench;

  beforeEach(async () => {
    const workspace = newWorkspace();
    for (const name of ['dates', 'gnmt'])
      copyFileSync(path.join('gallery', name, `${name}.s2s.json`), path.join(workspace, `${name}.s2s.json`));
    workbench = await openWorkbench({ workspace, viewport: { width: 1700, height: 1000 } });
  });

  const line = (text: string): Locator =>
    workbench.page.locator('.editor-instance .view-line').filter({ hasText: text }).first();
  const layer = (page: FrameLocator, id: string): Locator => page.locator(`g.layer[data-id="${id}"]`);

  it('stands beside its text, follows cursor and typing, leads to keys, and outlives a reload', async () => {
    await workbench.openFile('dates.s2s.json');
    await line('"encoder"').filter({ hasText: '[batch, source, 64] · 36,' }).waitFor();
    await workbench.codeLens('Diagram').click();
    const page = await workbench.webview('Model Diagram');
    await layer(page, 'decoder.attention').filter({ hasText: 'Attention: dot' }).waitFor();

    await line('"attention": "dot"').getByText('"dot"', { exact: true }).dblclick();
    await page.locator('g.layer[data-id="decoder.attention"][aria-current="true"]').waitFor();
    await workbench.page.keyboard.type('bahdanau');
    await layer(page, 'decoder.attention').filter({ hasText: 'Attention: Bahdanau' }).waitFor();
    await line('"attention": "bahdanau"').filter({ hasText: '8,256 parameters' }).waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
      await workbench.screenshot(`diagram-${name}`);
    }

    await workbench.page.keyboard.type('?');
    await page.getByText('This is the model before the last changes').waitFor();
    await layer(page, 'decoder.attention').filter({ hasText: 'Attention: Bahdanau' }).waitFor();
    await workbench.screenshot('diagram-outdated');
    await workbench.page.keyboard.press('Backspace');
    await page.getByText('This is the model before the last changes').waitFor({ state: 'hidden' });

    await layer(page, 'decoder.embeddings').click();
    await workbench.statusBarItem('Ln 27, Col 38 (15 selected)').waitFor();

    // What was typed last is on the disk, or the window opens without it.
    await workbench.runCommand('File: Save');
    await until(
      () => readFileSync(path.join(workbench.workspace, 'dates.s2s.json'), 'utf8').includes('"bahdanau",'),
      'the saved file',
    );
    await workbench.reload();
    const revived = await workbench.webview('Model Diagram');
    await layer(revived, 'decoder.attention').waitFor({ timeout: 60_000 });
    assert.equal(await workbench.tab('Model Diagram').count(), 1);
    await workbench.tab('dates.s2s.json').click();
    await workbench.openFile('gnmt.s2s.json');
    await layer(revived, 'encoder.layers.7').waitFor();
    await workbench.screenshot('diagram-gnmt');
  });
});
