import type { Context } from 'mocha';
import { screenshotAll } from './workbench';

/** A picture of every test that fails. */
export const mochaHooks = {
  async afterEach(this: Context): Promise<void> {
    if (this.currentTest?.state === 'failed') await screenshotAll(`failed ${this.currentTest.fullTitle()}`);
  },
};
