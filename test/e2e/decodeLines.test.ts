import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { reverseConfig } from '../support/reverseConfigs';
import { newWorkspace, openWorkbench, until, type Workbench } from './workbench';

/** Writes words backwards, well enough within seconds. */
const config = {
  ...reverseConfig,
  training: { ...reverseConfig.training, updates: 200, validation_freq: 100 },
};
const words = ['# words', 'abcd', '  deab', 'ab?c', 'ee', 'cadbe'];

describe('Decoding line by line, as a user', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  before(async () => {
    const workspace = newWorkspace({
      'backwards.s2s.json': config,
      'words.txt': `${words.join('\n')}\n`,
    });
    const file = path.join(workspace, 'backwards.s2s.json');
    const cli = path.resolve('dist', 'cli.js');
    await promisify(execFile)(process.execPath, [cli, 'train', file, '--engine', 'wasm']);
    const settings = { 's2s.engine.name': 'wasm', 's2s.decode.minConfidence': 0.4 };
    workbench = await openWorkbench({ workspace, settings, viewport: { width: 1500, height: 900 } });
  });
  after(() => workbench.close());

  const preview = (): Promise<void> => workbench.tab(/words\.txt ↔ decoded with backwards/).waitFor();
  const shows = (pattern: RegExp): Promise<void> =>
    until(async () => pattern.test(await workbench.editorText()), `${String(pattern)} in the preview`);

  /** What stands above lines, whether or not it can be clicked. */
  const above = (text: string | RegExp) =>
    workbench.editor().locator('.codelens-decoration').filter({ hasText: text });

  it('accepts and rejects lines, and leaves one alone that the model can’t read', async () => {
    await workbench.openFile('words.txt');
    await workbench.selectLines(2, 6);
    await workbench.runCommand('Seq2Seq: Decode Selection');
    await preview();
    await above('Accepted').first().waitFor();
    await workbench.codeLens(/1 line left alone: 4/).waitFor();
    await above(/Left alone: ‘.*’, unknown to the model: ‘\?’/).waitFor();
    await shows(/dcba/);
    await workbench.screenshot('decode-lines-light');
    await workbench
      .codeLens(/^Reject$/)
      .first()
      .click();
    await above(/Rejected ‘dcba’/).waitFor();
    await shows(/abcd/);
    await workbench.setTheme('Default Dark Modern');
    await workbench.screenshot('decode-lines-dark');
  });

  it('lists the lines that were left alone, and goes there', async () => {
    await workbench.codeLens(/1 line left alone: 4/).click();
    await workbench.quickInputRow('line 4: ab?c').waitFor();
    await workbench.screenshot('decode-left-alone-dark');
    await workbench.choose('line 4: ab?c');
  });

  it('offers other hypotheses, and goes on from a beginning that is typed', async () => {
    // The cursor stands in the line that was left alone.
    await workbench.runCommand('Seq2Seq: Choose Another Hypothesis');
    const rows = workbench.quickInput().locator('.monaco-list-row');
    await until(async () => (await rows.count()) >= 3, 'several hypotheses');
    await workbench.screenshot('decode-hypotheses-dark');
    await workbench.page.keyboard.type('e');
    // The second line of a row says what the model can’t read.
    const labels = async (): Promise<string[]> => {
      const all = await rows.locator('.label-name').allTextContents();
      return all.filter((label) => !label.startsWith('unknown'));
    };
    await until(
      async () => (await labels()).length >= 3 && (await labels()).every((label) => label.startsWith('e')),
      'targets that begin with e',
    );
    await workbench.setTheme('Default Light Modern');
    await workbench.screenshot('decode-prefix-light');
  });

  it('writes what is accepted, in one step of undo', async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Seq2Seq: Apply Decoded Text');
    await workbench.tab(/decoded with/).waitFor({ state: 'detached' });
    await until(
      async () => (await workbench.editorText()).startsWith('# words\nabcd\n  baed\nab?c\nee\nebdac'),
      'the accepted lines',
    );
    await workbench.toast(/2 lines written/).waitFor();
    await workbench.page.keyboard.press('Control+Z');
    await until(
      async () => (await workbench.editorText()).startsWith(words.join('\n')),
      'the text as it was',
    );
    assert.ok(await workbench.tab('words.txt').isVisible());
  });
});
