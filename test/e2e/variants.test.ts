import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { reverseData } from '../support/reverseConfigs';
import { newWorkspace, openWorkbench, until, type Workbench } from './workbench';

const title = /Compare Runs/;
const config = {
  data: { train: reverseData(400), dev: reverseData(40) },
  model: {
    encoder: { hidden_size: 24, embeddings: { embedding_dim: 8 } },
    decoder: { hidden_size: 24, embeddings: { embedding_dim: 8 } },
  },
  // After so few steps hardly a whole sequence is right.
  training: {
    batch_size: 32,
    updates: 40,
    validation_freq: 20,
    learning_rate: 0.01,
    best_metric: 'loss',
  },
  sweep: { parameters: { 'training.optimizer': ['adam', 'sgd'] } },
};

describe('Sweeps and ladders, as a user', function () {
  this.timeout(180_000);
  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await openWorkbench({
      workspace: newWorkspace({ 'varied.s2s.json': config }),
      settings: { 's2s.engine.name': 'wasm', 's2s.training.maxParallel': 1 },
      viewport: { width: 1500, height: 1000 },
    });
  });

  const page = (): Promise<FrameLocator> => workbench.webview(title);

  async function confirm(question: RegExp, name: string): Promise<void> {
    const dialog = workbench.dialog();
    await dialog.getByText(question).waitFor({ timeout: 60_000 });
    await workbench.screenshot(name);
    await dialog.getByRole('button', { name: 'Train', exact: true }).click();
  }

  async function finished(heading: string, count: string): Promise<void> {
    const group = (await page()).getByRole('region', { name: heading });
    await group.getByText(count).waitFor({ timeout: 90_000 });
  }

  it('trains what the config lists after a question, ranks it, and climbs the ladder', async () => {
    await workbench.openFile('varied.s2s.json');
    const begun = workbench.toast(/Running a few batches/).or(workbench.dialog());
    await until(async () => {
      // A click is lost where lenses that come meanwhile move the line.
      await workbench.codeLens('Run sweep (2 trials)').click();
      return begun
        .first()
        .waitFor({ timeout: 5_000 })
        .then(
          () => true,
          () => false,
        );
    }, 'an answer to the click');
    await confirm(/Train 2 trials of varied\?/, 'variants-1-question');
    await workbench.tab(title).waitFor();
    await finished('Sweep of varied', '2 of 2 finished');
    const frame = await page();
    const rows = frame.locator('.group-table tbody tr');
    assert.deepEqual(
      (await rows.allTextContents()).map((text) => text.replace(/finished.*/, '')),
      ['1optimizer=adam', '2optimizer=sgd'],
    );
    await workbench.setTheme('Default Dark Modern');
    await rows.first().waitFor();
    await workbench.screenshot('variants-2-sweep-dark');
    await workbench.setTheme('Default Light Modern');
    // Long enough to be looked at, and stopped.
    const longer = { ...config, training: { ...config.training, updates: 400 } };
    writeFileSync(path.join(workbench.workspace, 'varied.s2s.json'), JSON.stringify(longer));
    await workbench.openFile('varied.s2s.json');
    await workbench.runCommand('Seq2Seq: Run Ladder');
    await confirm(/Train the 5 steps of the ladder of varied\?/, 'variants-3-ladder-question');
    await (await page()).getByText('1 of 5 finished').waitFor({ timeout: 90_000 });
    assert.match((await rows.first().textContent()) ?? '', /^RNNfinished/);
    await workbench.screenshot('variants-4-ladder-light');
    await frame.getByRole('button', { name: 'Stop All' }).click();
    await until(async () => {
      const texts = await rows.allTextContents();
      return texts.length > 0 && texts.every((text) => /finished|stopped/.test(text));
    }, 'all steps to end, and those that waited to be gone');
  });
});
