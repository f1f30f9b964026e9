import { PanelBrowser } from './support/panelPage';
import { attentionAt, snapshot } from './support/runFixture';
import { themes } from './support/themes';

describe('The look of the dashboard', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  afterEach(() => browser.closePages());
  after(() => browser.stop());

  for (const theme of Object.values(themes))
    it(`is drawn in the ${theme.name} theme`, async () => {
      const panel = await browser.open({ theme, snapshot, attention: attentionAt });
      await panel.waitFor('attention-request');
      await panel.settle();
      await panel.screenshot(theme.name);
    });
});
