import { BrowserVscode } from './browserVscode.mjs';
import { DesktopVscode } from './desktopVscode.mjs';
import { hasDisplay } from './display.mjs';
import { findProgram } from './programs.mjs';

/**
 * A VS Code that runs the integration suite inside its extension host.
 * @typedef {object} IntegrationWindow
 * @property {import('./vscodeProfile.mjs').VscodeProfile} profile
 * @property {string[]} log what the window and the extension host printed
 * @property {(env: NodeJS.ProcessEnv, closeRequested: Promise<unknown>) => Promise<void>} runSuite opens a window, and returns when the suite
 *   has ended or, at the latest, soon after `closeRequested`
 * @property {() => Promise<void>} close
 */

/** @typedef {{ create: (profile: import('./vscodeProfile.mjs').VscodeProfile) => IntegrationWindow, name: string, reason: string }} VscodeChoice */

const probeAddress = 'https://update.code.visualstudio.com/api/releases/stable';
const probeLimitMs = 4_000;

/**
 * Decides where the suite runs: in the desktop's VS Code where there is one or it can be downloaded, otherwise in the browser.
 * @returns {Promise<VscodeChoice>}
 */
export async function chooseVscode() {
  const executable = process.env['VSCODE_EXECUTABLE'];
  if (executable) return desktop(executable, `$VSCODE_EXECUTABLE is ${executable}`);
  const problem = noDisplay() ?? (await cannotDownload());
  if (problem === undefined) return desktop(undefined, 'it can be downloaded here');
  return { name: 'VS Code in the browser', reason: problem, create: (profile) => new BrowserVscode(profile) };
}

/**
 * @param {string | undefined} executable
 * @param {string} reason
 * @returns {VscodeChoice}
 */
function desktop(executable, reason) {
  return {
    name: 'VS Code on the desktop, by @vscode/test-electron',
    reason,
    create: (profile) => new DesktopVscode(profile, executable),
  };
}

/** @returns {string | undefined} why no window can be opened here */
function noDisplay() {
  if (hasDisplay() || findProgram('xvfb-run')) return undefined;
  return 'there is no display here and no xvfb-run that makes one';
}

/** @returns {Promise<string | undefined>} why the desktop VS Code cannot be downloaded */
async function cannotDownload() {
  try {
    const { ok, status } = await fetch(probeAddress, { signal: AbortSignal.timeout(probeLimitMs) });
    return ok ? undefined : `the download host answers ${status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `the download host cannot be reached (${cause instanceof Error ? cause.message : cause})`;
  }
}
