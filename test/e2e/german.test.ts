import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { newWorkspace, openWorkbench, type Workbench } from './workbench';
import { writeRun } from './writeRun';

const file = 'deutsch.s2s.json';

describe('The extension in German, as a user', function () {
  let workbench: Workbench;

  beforeEach(async () => {
    const config = readFileSync(path.resolve('gallery', 'luong', 'luong.s2s.json'), 'utf8');
    const wrong = config.replace('"init_hidden": "last"', '"init_hidden": "last", "residual": true');
    const workspace = newWorkspace({ [file]: wrong });
    for (const number of [7, 8])
      writeRun(workspace, number, {
        random_seed: 42,
        model: {
          encoder: { hidden_size: 16 },
          decoder: { hidden_size: 16, attention: number === 7 ? 'dot' : 'general' },
        },
        training: { learning_rate: 0.01, updates: 1200 },
      });
    workbench = await openWorkbench({ workspace, viewport: { width: 1400, height: 900 }, language: 'de' });
  });

  it('has its commands, its views, its pages and their numbers in German', async () => {
    await workbench.runCommand('View: Show Seq2Seq Lab');
    const rows = workbench.viewRows('Läufe');
    await rows.filter({ hasText: '2 Läufe' }).waitFor();
    await rows
      .filter({ hasText: /:00:07/ })
      .filter({ hasText: /\d+,\d %/ })
      .click();
    const dashboard = await workbench.webview(/weekdays/);
    await dashboard.getByText('Abgeschlossen').waitFor();
    await workbench.screenshot('german-dashboard');
    await workbench.runCommand('Seq2Seq: Läufe vergleichen');
    const compare = await workbench.webview('Läufe vergleichen');
    await compare.locator('.run-row').first().waitFor();
    await compare
      .getByRole('img', { name: /bei Schritt 1\.200/ })
      .first()
      .waitFor();
    await workbench.screenshot('german-compare');
    await workbench.openFile(file);
    await workbench.codeLens('Trainieren').waitFor();
    await workbench.runCommand('Seq2Seq: Konfiguration als Formular öffnen');
    const form = await workbench.webview(/deutsch/);
    await form.getByText('residual hat keine Wirkung').first().waitFor({ state: 'attached' });
    await form.getByText('1 Warnung').first().waitFor();
    await workbench.screenshot('german-form');
    assert.equal(await form.locator('html').getAttribute('lang'), 'de');
  });
});
