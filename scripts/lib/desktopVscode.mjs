import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { hasDisplay } from './display.mjs';
import { integrationEntry } from './integrationBundle.mjs';
import { inRepository } from './repository.mjs';

/** How long a window may take to close after it should have. */
const closeLimitMs = 15_000;

/**
 * The desktop's VS Code as the place where the integration suite runs. @vscode/test-electron provides it; its `runTests` is not used,
 * because it trusts every workspace and cannot end a window whose extension host was killed.
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
    /** @type {string[]} */
    this.log = [];
  }

  /**
   * @param {NodeJS.ProcessEnv} env
   * @param {Promise<unknown>} closeRequested
   */
  async runSuite(env, closeRequested) {
    this.executable ??= await downloadAndUnzipVSCode('stable');
    const { profile } = this;
    const [command, ...display] = !hasDisplay() ? ['xvfb-run', '-a', this.executable] : [this.executable];
    const child = spawn(
      command,
      [
        ...display,
        profile.workspace,
        `--extensionDevelopmentPath=${inRepository()}`,
        `--extensionTestsPath=${integrationEntry}`,
        ...['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions],
        ...['--disable-extensions', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
        ...['--disable-gpu', '--disable-gpu-sandbox', '--disable-dev-shm-usage'],
        // Chromium refuses to run as root with its sandbox.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
      { env: profile.environment(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => this.log.push(...text.trimEnd().split('\n')));
    const closed = once(child, 'exit');
    try {
      await Promise.race([closed, closeRequested]);
      const late = new Promise((resolve) => setTimeout(resolve, closeLimitMs).unref());
      await Promise.race([closed, late]);
    } finally {
      endGroup(child);
    }
  }

  async close() {
    // Every window is closed by then.
  }
}

/**
 * Ends a window with all its processes: they are a group of their own.
 * @param {import('node:child_process').ChildProcess} child
 */
function endGroup(child) {
  try {
    if (child.pid !== undefined)
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // They are gone.
  }
}
