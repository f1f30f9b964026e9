import { newWorkspace, openWorkbench, until, type Workbench } from './workbench';

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

  beforeEach(async () => {
    workbench = await openWorkbench({
      workspace: newWorkspace({ 'lasting.s2s.json': lasting }),
      settings: {
        's2s.engine.name': 'wasm',
        // Text that the test can read.
        'terminal.integrated.gpuAcceleration': 'off',
      },
      viewport: { width: 1400, height: 850 },
    });
  });

  it('trains by a task, and pauses and stops it from the list behind the status bar', async () => {
    const { page } = workbench;
    const tasks = workbench.quickInputRow('s2s').first();
    await until(async () => {
      // A window that has only just opened lists nothing, and closes the list.
      await workbench.runCommand('Tasks: Run Task');
      return tasks.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    }, 'the tasks of s2s');
    await tasks.click();
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
