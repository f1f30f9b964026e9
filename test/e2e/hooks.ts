import type { Context } from 'mocha';
import { closeBrowser, screenshotAll, windows, type Workbench } from './workbench';

let windowsOfSuite: ReadonlySet<Workbench> = new Set();

/**
 * Takes a picture of every test that does not pass, and closes the windows that it or a `beforeEach` has opened: a second try
 * then begins in a new one. Windows of a whole suite stay.
 */
export const mochaHooks = {
  beforeEach(): void {
    windowsOfSuite = windows();
  },
  async afterEach(this: Context): Promise<void> {
    const test = this.currentTest;
    if (test !== undefined && test.state !== 'passed') await screenshotAll(`failed ${test.fullTitle()}`);
    for (const window of windows()) if (!windowsOfSuite.has(window)) await window.close();
  },
  afterAll: closeBrowser,
};
