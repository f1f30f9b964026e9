import { format } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { freePort } from './freePort.mjs';
import { integrationEntry } from './integrationBundle.mjs';
import { inRepository } from './repository.mjs';
import { startVscodeServer } from './vscodeServer.mjs';
import { remoteUri, workbenchUrl } from './workbenchUrl.mjs';

/** Lines of the window's own log that say nothing about a test. */
const noise =
  /^(Resolv(ing|ed) connection|Creating a socket|Ignoring fetching additional|\[(reconnection-grace|Service Worker|AgentHost|AccountPolicy)|Updating additional builtin|ChatSessionStore|Timed out waiting for authentication|Creation of workbench)/;

/**
 * VS Code in Chromium as the place where the integration suite runs. The same browser session and address serve all windows of one
 * profile, so that a reopened window finds its state.
 * @typedef {import('./integrationWindow.mjs').IntegrationWindow} IntegrationWindow
 * @implements {IntegrationWindow}
 */
export class BrowserVscode {
  /** @param {import('./vscodeProfile.mjs').VscodeProfile} profile */
  constructor(profile) {
    this.profile = profile;
    /** @type {string[]} */
    this.log = [];
    /** @type {number | undefined} */
    this.port = undefined;
    /** @type {import('./browser.mjs').BrowserSession | undefined} */
    this.session = undefined;
  }

  /**
   * Opens a window that runs the suite, until the suite has ended or `closeRequested` resolves.
   * @param {NodeJS.ProcessEnv} env
   * @param {Promise<unknown>} closeRequested
   * @returns {Promise<void>} rejects when the window could not start or broke down
   */
  async runSuite(env, closeRequested) {
    this.port ??= await freePort();
    this.session ??= await launchBrowser();
    const server = await startVscodeServer({ profile: this.profile, port: this.port, testDriver: true, env });
    const page = await this.session.context.newPage();
    try {
      const exited = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
      await page.exposeFunction(
        'codeAutomationLog',
        (/** @type {string} */ _, /** @type {unknown[]} */ args) => {
          const line = format(...args);
          if (!noise.test(line) && !/^(%c|.*color: #)/.test(String(args[0]))) this.log.push(line);
        },
      );
      const broken = new Promise((_, reject) => {
        page.once('crash', () => reject(new Error('The page of VS Code crashed.')));
        void server.ended.then((reason) => reject(new Error(`${reason}\n${server.log().trim()}`)));
      });
      await page.goto(
        workbenchUrl(this.port, this.profile.workspace, {
          extensionDevelopmentPath: remoteUri(this.port, inRepository()),
          extensionTestsPath: remoteUri(this.port, integrationEntry),
          skipWelcome: 'true',
          skipReleaseNotes: 'true',
        }),
      );
      await Promise.race([exited, closeRequested, broken]);
    } finally {
      // Leaving the page first lets the window say goodbye: the server then ends at once.
      await page.goto('about:blank').catch(() => undefined);
      await page.close();
      await server.stop();
    }
  }

  /** @returns {Promise<void>} */
  async close() {
    if (this.session?.refused.size) console.log(`    refused: ${[...this.session.refused].join(', ')}`);
    await this.session?.browser.close();
  }
}
