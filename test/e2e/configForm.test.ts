import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { newWorkspace, openWorkbench, until, type Workbench } from './workbench';

const file = 'luong-form.s2s.json';

describe('The form of a config, as a user', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  beforeEach(async () => {
    const workspace = newWorkspace();
    copyFileSync(path.resolve('gallery', 'luong', 'luong.s2s.json'), path.join(workspace, file));
    workbench = await openWorkbench({ workspace, viewport: { width: 1700, height: 1000 } });
  });

  it('changes the text beside it, keeps the comments, and shows errors at their fields', async () => {
    const saved = (): string => readFileSync(path.join(workbench.workspace, file), 'utf8');
    const before = saved();
    await workbench.openFile(file);
    await workbench.page.keyboard.press('Control+Backslash');
    await workbench.page.locator('.editor-group-container').nth(1).waitFor();
    await workbench.runCommand('Seq2Seq: Open Config as Form');
    const openedMs = performance.now();
    const frame = workbench.page.locator('iframe.webview.ready:visible').last();
    const form = frame.contentFrame().locator('iframe#active-frame').contentFrame();
    await form.locator('.config-form').waitFor();
    console.log(`      form shown after ${(performance.now() - openedMs).toFixed(0)} ms`);

    await form.locator('[data-path="model/encoder/hidden_size"] input').fill('96');
    await form.locator('[data-path="model/decoder/attention"] select').nth(1).selectOption('bahdanau');
    await form.locator('.form-status').getByText('1 error').waitFor();
    await workbench.screenshot('form-1-light');

    await workbench.runCommand('File: Save');
    await until(() => saved() !== before, 'the saved text');
    const expected = before
      .replace(
        '"encoder": { "rnn_type": "lstm", "hidden_size": 64',
        '"encoder": { "rnn_type": "lstm", "hidden_size": 96',
      )
      .replace('"attention": "general"', '"attention": "bahdanau"');
    assert.equal(saved(), expected);
  });
});
