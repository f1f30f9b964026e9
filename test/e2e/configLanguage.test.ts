import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { newWorkspace, openWorkbench, until, type Workbench } from './workbench';

const text = `// An experiment of my own.
{
  "data": { "train": "my-pairs.tsv", "dev": { "generator": "copy", "size": 50 } },
  "model": {
    "encoder": { "rnn_type": "gru", "hiden_size": 32 },
    "decoder": {
      "rnn_type": "gru", // cheaper than an LSTM
      "hidden_size": 32
    }
  }
}
`;

describe('A config that explains itself, as a user', function () {
  this.timeout(180_000);
  let workbench: Workbench;

  before(async () => {
    const workspace = newWorkspace({ 'mine.s2s.json': text });
    workbench = await openWorkbench({ workspace, viewport: { width: 1200, height: 800 } });
    await workbench.openFile('mine.s2s.json');
  });
  after(() => workbench.close());

  /** A key or value in the text, as it is drawn. */
  const written = (token: string): Locator =>
    workbench.editor().locator('.view-lines').getByText(token, { exact: true }).first();

  /** Opens the menu of a light bulb by a key, and returns the action with this title. */
  async function action(token: string, key: string, title: string): Promise<Locator> {
    const entry = workbench.page.locator('.action-widget .monaco-list-row').filter({ hasText: title });
    await until(async () => {
      // The text cursor may be in the way of the mouse.
      await written(token).click({ force: true });
      await workbench.page.keyboard.press(key);
      // The JSON support may still be on its way.
      const isOpen = await entry.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (!isOpen) await workbench.page.keyboard.press('Escape');
      return isOpen;
    }, `“${title}” at ${token}`);
    return entry;
  }

  const shows = (part: string): Promise<void> =>
    until(async () => (await workbench.editorText()).includes(part), part);

  it('corrects a misspelt key by its light bulb', async () => {
    const entry = await action('"hiden_size"', 'Control+.', 'Change to “hidden_size”');
    await workbench.screenshot('config-1-light-bulb');
    await entry.click();
    await shows('"rnn_type": "gru", "hidden_size": 32 }');
  });

  it('creates the data file that is missing', async () => {
    const entry = await action('my-pairs.tsv', 'Control+.', 'Create my-pairs.tsv with two example lines');
    await workbench.screenshot('config-2-data-file');
    await entry.click();
    const file = path.join(workbench.workspace, 'my-pairs.tsv');
    await until(() => existsSync(file), file);
    await until(() => readFileSync(file, 'utf8') === 'hello\tHELLO\nworld\tWORLD\n', 'its lines');
  });

  it('adds attention and keeps what is written about the rest', async () => {
    const entry = await action('"decoder"', 'Control+Shift+R', 'Add attention (Bahdanau et al. 2015)');
    await workbench.screenshot('config-3-refactorings');
    await entry.click();
    await shows('"attention": "bahdanau"');
    await workbench.runCommand('File: Save');
    const file = path.join(workbench.workspace, 'mine.s2s.json');
    const expected = text
      .replace('hiden_size', 'hidden_size')
      .replace('"hidden_size": 32\n', '"hidden_size": 32,\n      "attention": "bahdanau"\n');
    // The browser's VS Code saves by itself, too: what was changed before may be there already.
    await until(() => readFileSync(file, 'utf8').includes('bahdanau'), 'the saved file');
    assert.equal(readFileSync(file, 'utf8'), expected);
  });

  it('links the paper of a value, with the default of its key', async () => {
    await written('"bahdanau"').hover();
    const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'Default' });
    const paper = hover.getByRole('link', { name: 'Bahdanau et al. 2015' }).first();
    await paper.waitFor();
    assert.equal(await paper.getAttribute('data-href'), 'https://arxiv.org/abs/1409.0473');
    await workbench.screenshot('config-4-hover');
  });
});
