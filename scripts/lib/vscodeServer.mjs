import { spawn } from 'node:child_process';
import path from 'node:path';
import { runCommand } from './runCommand.mjs';
import { ensureVscodeInstallation } from './vscodeInstallation.mjs';

const startLimitMs = 60_000;
const stopLimitMs = 5_000;

/**
 * Where a VS Code keeps what belongs to its user.
 * @typedef {object} ProfileFolders
 * @property {string} serverData
 * @property {string} userData
 * @property {string} extensions
 * @property {(more?: NodeJS.ProcessEnv) => NodeJS.ProcessEnv} environment of the processes
 */

/**
 * @typedef {object} VscodeServer
 * @property {number} port on 127.0.0.1
 * @property {Promise<string>} ended resolves with a description when the server ends, wanted or not
 * @property {() => string} log what the server printed so far
 * @property {() => Promise<void>} stop ends the server with the extension host and everything else in its process group
 */

/**
 * Starts VS Code's own server (workbench, extension host) on 127.0.0.1: webviews need a secure context, which that is.
 * @param {object} options
 * @param {ProfileFolders} options.profile
 * @param {number} options.port
 * @param {number} [options.graceSeconds] how long the extension host of a window that is gone waits for its return; default: VS Code's
 *   own, hours
 * @param {boolean} [options.testDriver] lets the page's address name an extension under development and its tests; hides toasts
 * @param {NodeJS.ProcessEnv} [options.env] added to the environment of the extension host
 * @returns {Promise<VscodeServer>}
 */
export async function startVscodeServer({ profile, port, graceSeconds, testDriver = false, env = {} }) {
  const { node, serverMain } = await ensureVscodeInstallation();
  const child = spawn(
    node,
    [
      serverMain,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-telemetry'],
      '--disable-experiments',
      ...profileArguments(profile),
      ...(graceSeconds === undefined ? [] : ['--reconnection-grace-time', String(graceSeconds)]),
      ...(testDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    // A process group of its own (detached), so that stop() can end the extension host with the server.
    { env: profile.environment(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let log = '';
  /** @type {(reason: string) => void} */
  let reportEnd = () => undefined;
  const ended = new Promise((/** @type {(reason: string) => void} */ resolve) => (reportEnd = resolve));
  child.once('error', (error) => reportEnd(`VS Code's server could not be started: ${error.message}`));
  child.once('exit', (code, signal) => reportEnd(`VS Code's server ended with ${code ?? signal}.`));
  const killGroup = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is empty.
    }
  };
  const killAtExit = () => killGroup('SIGKILL');
  process.once('exit', killAtExit);

  const listening = new Promise((/** @type {(value: undefined) => void} */ resolve) => {
    const read = (/** @type {Buffer} */ chunk) => {
      log += chunk.toString();
      if (log.includes('Extension host agent listening')) resolve(undefined);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const failure = await Promise.race([
    listening,
    ended,
    delay(startLimitMs).then(() => `VS Code's server did not start within ${startLimitMs / 1000} s.`),
  ]);
  if (failure !== undefined) {
    killGroup('SIGKILL');
    throw new Error(`${failure}\n${log.trim()}`);
  }
  return {
    port,
    ended,
    log: () => log,
    stop: async () => {
      killGroup('SIGTERM');
      await Promise.race([ended, delay(stopLimitMs)]);
      killGroup('SIGKILL');
      process.off('exit', killAtExit);
    },
  };
}

/**
 * Installs a packaged extension into the profile, as a user would.
 * @param {string} vsixFile
 * @param {ProfileFolders} profile
 */
export async function installExtension(vsixFile, profile) {
  const { node, serverMain } = await ensureVscodeInstallation();
  await runCommand(
    node,
    [serverMain, '--install-extension', vsixFile, '--force', ...profileArguments(profile)],
    {
      env: profile.environment(),
    },
  );
}

/** @param {ProfileFolders} profile */
function profileArguments({ serverData, userData, extensions }) {
  return [
    ...['--server-data-dir', serverData],
    ...['--user-data-dir', userData],
    ...['--extensions-dir', path.resolve(extensions)],
  ];
}

/** @param {number} ms @returns {Promise<void>} */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
