import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { newWorkspace, openWorkbench, themes, until, type Workbench } from './workbench';
import { writeRun } from './writeRun';

const title = /Compare Runs/;

describe('Comparing runs, as a user', () => {
  let workbench: Workbench;
  let folders: string[];

  beforeEach(async () => {
    const workspace = newWorkspace();
    folders = (
      [
        ['gru', 0.01],
        ['lstm', 0.01],
        ['gru', 0.001],
      ] as const
    ).map(([rnn_type, learning_rate], index) =>
      writeRun(workspace, index + 1, {
        random_seed: 42,
        model: { encoder: { rnn_type, hidden_size: 32 } },
        training: { learning_rate, updates: 1200 },
      }),
    );
    workbench = await openWorkbench({ workspace, viewport: { width: 1600, height: 1000 } });
  });

  const page = (): Promise<FrameLocator> => workbench.webview(title);

  it('shows curves and table, keeps a note, and looks right in every theme', async () => {
    await workbench.runCommand('Seq2Seq: Compare Runs');
    await workbench.tab(title).waitFor();
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    const frame = await page();
    const row = frame.locator('.run-row').filter({ hasText: 'weekdays 01-01 08:00:02' });
    await row.waitFor();
    const loss = frame.getByRole('img').first();
    await until(
      async () => /of \d runs.*at step 1,200/.test((await loss.getAttribute('aria-label')) ?? ''),
      'the curves of the runs',
    );
    await frame
      .getByRole('combobox', { name: 'Baseline' })
      .selectOption({ label: 'weekdays 01-01 08:00:01' });
    assert.deepEqual(await row.locator('[data-difference="changed"]').allTextContents(), ['gru → lstm']);
    await row.getByRole('button', { name: /^Add note/ }).click();
    await frame.getByRole('textbox', { name: 'Note' }).fill('slower, better');
    await workbench.page.keyboard.press('Enter');
    const notes = path.join(folders[1]!, 'notes.json');
    await until(() => {
      try {
        return (JSON.parse(readFileSync(notes, 'utf8')) as { note: string }).note === 'slower, better';
      } catch {
        return false;
      }
    }, 'the note in the run folder');
    await row.getByRole('button', { name: /^slower, better/ }).waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
      await frame.locator('.run-row').first().waitFor();
      await workbench.screenshot(`compare-${name}`);
    }
  });
});
