import { slowEndlessConfig } from '../support/reverseConfigs';
import { newWorkspace, openWorkbench, themes, until, type Workbench } from './workbench';

describe('Trainings as tasks and in the status bar, as a user', () => {
  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await openWorkbench({
      workspace: newWorkspace({ 'lasting.s2s.json': slowEndlessConfig }),
      settings: {
        's2s.engine.name': 'wasm',
        // Text that the test can read.
        'terminal.integrated.gpuAcceleration': 'off',
      },
      viewport: { width: 1400, height: 850 },
    });
  });

  async function trainByTask(): Promise<void> {
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
  }

  it('trains by a task, and pauses and stops it from the list behind the status bar', async () => {
    const { page } = workbench;
    await trainByTask();
    await page
      .locator('.terminal-wrapper .xterm-rows')
      .getByText(/step \d+ of 1,000,000/)
      .first()
      .waitFor();
    await workbench.screenshot('tasks-1-training');

    await workbench.statusBarItem(/lasting/).click();
    const row = workbench.quickInputRow('lasting').first();
    await row.hover();
    await row.getByRole('button', { name: 'Pause' }).click();
    await workbench.statusBarItem(/lasting: paused at step/).waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
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

  it('leaves a training to itself when the window goes, where that is the setting @slow', async () => {
    await workbench.changeSettings({ 's2s.training.whenWindowCloses': 'keepRunning' });
    await trainByTask();
    await workbench.reload();
    await workbench.statusBarItem(/lasting: \d+ % · .* left · loss/).waitFor({ timeout: 60_000 });
    await workbench.runCommand('Seq2Seq: Stop Training');
    await workbench.statusBarItem(/lasting/).waitFor({ state: 'detached' });
  });
});
