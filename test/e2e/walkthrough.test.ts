import { openWorkbench, themes, type Workbench } from './workbench';

describe('The walkthrough, as a user', () => {
  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await openWorkbench({ viewport: { width: 1700, height: 900 } });
  });

  it('leads from an example to a comparison, and ticks off what was done', async () => {
    const { page } = workbench;
    await workbench.runCommand('Seq2Seq: Open Walkthrough');
    const step = (title: string) => page.locator('.getting-started-step').filter({ hasText: title });
    await step('Begin with an example').waitFor();
    for (const { id, name } of themes) {
      await workbench.setTheme(id);
      for (const [number, title] of [
        'Begin with an example',
        'Look at the config',
        'Train it',
        'Watch where it looks',
        'Let it write in your file',
        'Change something, and compare',
      ].entries()) {
        await step(title).click();
        await page
          .locator('.getting-started-media iframe.webview.ready')
          .last()
          .contentFrame()
          .locator('iframe#active-frame')
          .contentFrame()
          .locator('svg')
          .waitFor();
        if (number === 1 || name === 'light') await workbench.screenshot(`walkthrough-${name}-${number + 1}`);
      }
    }
    await step('Change something, and compare').getByRole('button', { name: 'Compare Runs' }).click();
    await workbench.tab('Compare Runs').first().waitFor();
    await workbench
      .tab(/Welcome|Walkthrough/)
      .first()
      .click();
    await step('Change something, and compare').locator('.codicon.complete').waitFor();
  });
});
