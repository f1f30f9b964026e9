import type { FrameLocator } from 'playwright-core';
import { slowEndlessConfig } from '../support/reverseConfigs';
import { newWorkspace, openWorkbench, themes, until, type Workbench } from './workbench';

const dashboardTitle = /steady · Training/;
describe('Runs under control, as a user', function () {
  this.timeout(180_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: newWorkspace({
        'steady.s2s.json': slowEndlessConfig,
        'later.s2s.json': slowEndlessConfig,
        'latest.s2s.json': slowEndlessConfig,
      }),
      settings: { 's2s.engine.name': 'wasm', 's2s.training.maxParallel': 1 },
      viewport: { width: 1600, height: 1000 },
    });
  });
  after(() => workbench.close());

  const dashboard = (): Promise<FrameLocator> => workbench.webview(dashboardTitle);
  const press = async (name: string): Promise<void> =>
    (await dashboard()).getByRole('button', { name, exact: true }).click();
  const step = async (): Promise<number> => {
    const text = await (await dashboard()).locator('.fact dd').first().textContent();
    return Number((text ?? '').split('/')[0]?.replace(/\D/g, ''));
  };

  it('pauses a training, changes its learning rate and lets it go on', async () => {
    await workbench.openFile('steady.s2s.json');
    await workbench.runCommand('Seq2Seq: Train Model');
    await workbench.tab(dashboardTitle).waitFor();
    await until(async () => (await step()) > 20, 'some steps', 60_000);
    await press('Pause');
    await (await dashboard()).getByText('Paused', { exact: true }).waitFor();
    const paused = await step();
    await workbench.statusBarItem(`paused at step ${paused}`).waitFor();
    await press('Learning Rate…');
    await workbench.quickInput().getByText('Learning rate of steady').waitFor();
    await workbench.quickInput().locator('input').first().fill('0');
    await workbench.quickInput().getByText('Type a number above 0').waitFor();
    await workbench.screenshot('control-1-learning-rate');
    await workbench.answer('/4');
    await press('Resume');
    await (await dashboard()).getByText('Running', { exact: true }).waitFor();
    await until(async () => (await step()) > paused + 20, 'more steps', 60_000);
  });

  it('queues what has to wait, in an order to be changed @slow', async () => {
    await workbench.page
      .getByRole('tab', { name: /Seq2Seq Lab/ })
      .first()
      .click();
    await workbench.viewRows('Runs').filter({ hasText: 'steady' }).waitFor();
    await workbench.runCommand('Seq2Seq: Train Several Models');
    for (const name of ['later', 'latest']) await workbench.choose(`${name}.s2s.json`);
    await workbench.quickInput().getByRole('button', { name: 'OK' }).click();
    await workbench
      .viewRows('Runs')
      .filter({ hasText: /later.*1 of 2/ })
      .waitFor();
    await workbench.runCommand('Seq2Seq: Move Up in Queue');
    await workbench.choose('latest');
    await workbench
      .viewRows('Runs')
      .filter({ hasText: /later.*1 of 2/ })
      .waitFor();
    await dashboard();
    await workbench.screenshot('control-2-queue');
    for (const name of ['latest', 'later']) {
      await workbench.runCommand('Seq2Seq: Remove from Queue');
      await workbench.choose(name);
    }
    await workbench
      .viewRows('Runs')
      .filter({ hasText: /waiting/ })
      .first()
      .waitFor({ state: 'detached' });
  });

  it('reproduces a stopped run, and shows on both that the numbers are the same @slow', async () => {
    await press('Stop');
    await (await dashboard()).getByText('Stopped', { exact: true }).waitFor();
    await press('Reproduce');
    const badges = workbench.viewRows('Runs').filter({ hasText: /✓ reproduced bit for bit/ });
    await until(async () => (await badges.count()) === 2, 'the badge on both runs', 90_000);
    await (await dashboard()).getByText('✓ reproduced bit for bit').waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
      await workbench.screenshot(`control-3-reproduced-${name}`);
    }
  });
});
