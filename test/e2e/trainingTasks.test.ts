import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkbench, type Workbench } from './workbench';

const data = (size: number) => ({ generator: 'reverse', size, symbols: 5, min_length: 1, max_length: 5 });
/** Trains until it is stopped. */
const lasting = {
  data: { train: data(200), dev: data(10) },
  model: {
    encoder: { rnn_type: 'gru', hidden_size: 64, embeddings: { embedding_dim: 8 } },
    decoder: { rnn_type: 'gru', hidden_size: 64, attention: 'dot', embeddings: { embedding_dim: 8 } },
  },
  training: { batch_size: 64, updates: 100_000, validation_freq: 100, logging_freq: 5 },
};

describe('Trainings as tasks and in the status bar, as a user', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ viewport: { width: 1400, height: 850 } });
    writeFileSync(path.join(workbench.workspace, 'lasting.s2s.json'), JSON.stringify(lasting, null, 2));
    await workbench.changeSettings({
      's2s.engine.name': 'wasm',
      // Text that the test can read.
      'terminal.integrated.gpuAcceleration': 'off',
    });
  });
  after(() => workbench.close());

  it('trains by a task, and pauses and stops it from the list behind the status bar', async () => {
    const { page } = workbench;
    await workbench.runCommand('Tasks: Run Task');
    await workbench.choose('s2s');
    // Other configs of the workspace have tasks too, more than there is room for.
    await workbench.quickInput().locator('input').first().fill('train lasting');
    await workbench.choose('s2s: train lasting');
    await workbench.statusBarItem(/lasting: \d+ % · .* left · loss/).waitFor({ timeout: 60_000 });
    await page
      .locator('.terminal-wrapper .xterm-rows')
      .getByText(/step \d+ of 100000/)
      .first()
      .waitFor();
    await workbench.screenshot('tasks-1-training');

    await workbench.statusBarItem(/lasting/).click();
    const row = workbench.quickInputRow('lasting').first();
    await row.hover();
    await row.getByRole('button', { name: 'Pause' }).click();
    await workbench.statusBarItem(/lasting: paused at step/).waitFor();
    for (const [theme, name] of [
      ['Default Dark Modern', 'dark'],
      ['Default Light Modern', 'light'],
    ] as const) {
      await workbench.setTheme(theme);
      if (!(await row.isVisible())) await workbench.statusBarItem(/lasting/).click();
      await row.hover();
      await workbench.screenshot(`tasks-2-paused-${name}`);
    }
    await row.getByRole('button', { name: 'Stop' }).click();
    await workbench.statusBarItem(/lasting/).waitFor({ state: 'detached' });
    await page
      .locator('.terminal-wrapper .xterm-rows')
      .getByText(/■ Stopped at step/)
      .waitFor();
    await workbench.screenshot('tasks-3-stopped');
  });
});
