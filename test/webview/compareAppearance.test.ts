import { curves, compareSnapshot } from './support/compareFixture';
import { CompareBrowser } from './support/comparePanel';
import { inEveryTheme } from './support/inEveryTheme';

describe('The look of the comparison of runs', () => {
  const browser = new CompareBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  inEveryTheme('compare', ({ theme }) =>
    browser.open({ snapshot: compareSnapshot, curves, ...(theme === undefined ? {} : { theme }) }),
  );
});
