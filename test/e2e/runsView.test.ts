import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { newWorkspace, openWorkbench, themes, until, type Workbench } from './workbench';
import { writeRun } from './writeRun';

describe('The Runs view, as a user', () => {
  let workbench: Workbench;
  let folders: string[];

  beforeEach(async () => {
    const workspace = newWorkspace();
    const config = (rnn_type: string, learning_rate: number) => ({
      model: { encoder: { rnn_type, hidden_size: 32 } },
      training: { learning_rate },
    });
    folders = [
      writeRun(workspace, 1, config('gru', 0.01)),
      writeRun(workspace, 2, config('lstm', 0.01)),
      writeRun(workspace, 3, config('lstm', 0.001), { status: 'stopped' }),
      writeRun(workspace, 4, config('gru', 0.01), { name: 'months' }),
    ];
    workbench = await openWorkbench({ workspace, viewport: { width: 1300, height: 850 } });
    await workbench.page
      .getByRole('tab', { name: /Seq2Seq Lab/ })
      .first()
      .click();
    await rows()
      .filter({ hasText: /weekdays.*3 runs/ })
      .waitFor();
  });

  const rows = (): Locator => workbench.viewRows('Runs');
  const run = (second: number): Locator =>
    rows().filter({ hasText: new RegExp(`1/1, \\d\\d:00:0${second}`) });

  it('groups by config, stars, keeps a note, tells what was changed, filters and deletes several', async () => {
    await run(1).waitFor();
    await run(2).hover();
    await run(2).getByRole('button', { name: 'Star Run' }).click();
    await run(2).filter({ hasText: '★' }).waitFor();
    await run(2).click();
    await workbench.page.locator('.tab.active').filter({ hasText: 'weekdays' }).waitFor();
    await workbench.shownWebview().locator('.curves').waitFor();
    // The keyboard is still in the list.
    await workbench.page.keyboard.press('F2');
    await workbench.answer('slower, better');
    await run(2)
      .filter({ hasText: /★.*%.*slower, better/ })
      .waitFor();
    const notes = JSON.parse(readFileSync(path.join(folders[1]!, 'notes.json'), 'utf8')) as unknown;
    assert.deepEqual(notes, { star: true, note: 'slower, better' });
    assert.match(
      (await run(2).getAttribute('aria-label')) ?? '',
      /^weekdays, .*finished, starred, sequence accuracy/,
    );

    await rows().filter({ hasText: 'months' }).hover();
    await run(2).locator('.label-name').hover();
    const tooltip = workbench.page.locator('.workbench-hover').filter({ hasText: 'Changed in the config' });
    await tooltip.getByText('model.encoder.rnn_type: gru → lstm').waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
      await rows().filter({ hasText: 'months' }).hover();
      await run(3).locator('.label-name').hover();
      await tooltip.getByText('training.learning_rate').waitFor();
      await workbench.screenshot(`runs-view-${name}`);
    }

    await workbench.runCommand('Seq2Seq: Filter Runs…');
    await workbench.quickInput().locator('input[type=text]').fill('weekdays');
    await workbench.quickInputRow('stopped').click();
    await until(async () => (await rows().count()) === 1, 'the one run that passes the filter');
    await workbench.screenshot('runs-view-filter');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByText('Filter: “weekdays” · stopped').waitFor();
    await workbench.runCommand('Seq2Seq: Clear Filter of Runs');
    await run(1).waitFor();

    await run(1).click();
    await workbench.shownWebview().locator('.curves').waitFor();
    await run(3).click({ modifiers: ['Control'] });
    await workbench.page.keyboard.press('Delete');
    await workbench
      .dialog()
      .getByText(/Delete these 2 runs/)
      .waitFor();
    await workbench.screenshot('runs-view-delete');
    await workbench.dialog().getByRole('button', { name: 'Delete 2 Runs' }).click();
    await run(3).waitFor({ state: 'detached' });
    // The last run of its config needs no group.
    await rows()
      .filter({ hasText: /weekdays★/ })
      .waitFor();
  });
});
