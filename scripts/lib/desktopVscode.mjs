import { runTests } from '@vscode/test-electron';
import { integrationEntry } from './integrationBundle.mjs';
import { inRepository } from './repository.mjs';

/** How long a window may take to close after it should have. */
const closeLimitMs = 15_000;

/**
 * The desktop's VS Code as the place where the integration suite runs.
 * @typedef {import('./integrationWindow.mjs').IntegrationWindow} IntegrationWindow
 * @implements {IntegrationWindow}
 */
export class DesktopVscode {
  /**
   * @param {import('./vscodeProfile.mjs').VscodeProfile} profile
   * @param {string | undefined} executable undefined: download the stable release
   */
  constructor(profile, executable) {
    this.profile = profile;
    this.executable = executable;
    /** @type {string[]} what a desktop window prints is shown at once */
    this.log = [];
  }

  /**
   * @param {NodeJS.ProcessEnv} env
   * @param {Promise<unknown>} closeRequested
   */
  async runSuite(env, closeRequested) {
    const { profile } = this;
    const ended = runTests({
      ...(this.executable ? { vscodeExecutablePath: this.executable } : {}),
      extensionDevelopmentPath: inRepository(),
      extensionTestsPath: integrationEntry,
      extensionTestsEnv: { HOME: profile.home, TMPDIR: profile.temporary, ...env },
      launchArgs: [
        profile.workspace,
        ...['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions],
        ...['--disable-extensions', '--skip-welcome', '--skip-release-notes', '--disable-gpu'],
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-dev-shm-usage',
      ],
      // A failing suite ends the window with an error; what failed stands in the results file.
    }).catch((error) => void this.log.push(String(error)));
    await Promise.race([ended, closeRequested]);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, closeLimitMs).unref())]);
  }

  async close() {
    // The windows of the desktop close by themselves.
  }
}
