import { reverseConfig } from '../support/reverseConfigs';
import { newWorkspace, openWorkbench, themes, type Workbench } from './workbench';

/** One of the tests is wrong on purpose. */
const quality = {
  ...reverseConfig,
  expect: [
    { input: 'abc', output: 'cba' },
    { name: 'wrong on purpose', input: 'bca', output: 'bca' },
    { metric: 'token_accuracy', at_least: 0.5 },
  ],
};

describe('Tests of a model’s quality, as a user', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await openWorkbench({
      workspace: newWorkspace({ 'quality.s2s.json': quality }),
      settings: { 's2s.engine.name': 'wasm' },
      viewport: { width: 1500, height: 900 },
    });
  });

  it('run in the Test Explorer, and show what the model writes instead', async () => {
    const { page } = workbench;
    await workbench.openFile('quality.s2s.json');
    await workbench.runCommand('Seq2Seq: Train Model');
    const dashboard = await workbench.webview(/quality · Training/);
    await dashboard.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await workbench.tab('quality.s2s.json').first().click();
    await workbench.runCommand('Test: Run Tests in Current File');
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    const row = (text: string) => page.locator('.test-explorer .monaco-list-row').filter({ hasText: text });
    await row('quality').first().waitFor();
    await page.locator('.test-explorer').getByText('2/3').first().waitFor({ timeout: 60_000 });
    await row('quality').first().click();
    await page.keyboard.press('ArrowRight');
    await row('wrong on purpose').locator('.codicon-testing-failed-icon').waitFor();
    await row('abc → cba').locator('.codicon-testing-passed-icon').waitFor();
    // It comes by itself, unless something else has taken the keyboard meanwhile.
    await workbench.runCommand('Test Results: Focus on Test Results View');
    await page
      .locator('.test-output-peek-tree .monaco-list-row')
      .filter({ hasText: 'wrong on purpose' })
      .first()
      .click();
    await page.getByText('Expected “bca”, but the model writes “acb”.').first().waitFor();
    await page.locator('.panel .monaco-diff-editor').first().waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
      await workbench.screenshot(`model-tests-${name}`);
    }
  });
});
