#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './lib/cacheFolder.mjs';
import { cleanEnvironment } from './lib/cleanEnvironment.mjs';
import { hasDisplay } from './lib/display.mjs';
import { freePort } from './lib/freePort.mjs';
import { installPackages } from './lib/installPackages.mjs';
import { findProgram } from './lib/programs.mjs';
import { inRepository } from './lib/repository.mjs';
import { runCommand } from './lib/runCommand.mjs';
import { quietSettings } from './lib/vscodeSettings.mjs';
import { workbenchUrl } from './lib/workbenchUrl.mjs';

const help = `npm run vscode [-- FOLDER] [-- --browser] [-- --port N]

Opens a real VS Code in which the extension, packaged from these sources, is installed.

FOLDER      the workspace; default: the gallery of this repository itself. What you train there goes to
            gallery/.s2s, which git ignores.
--browser   VS Code in the browser on 127.0.0.1 even if the desktop's \`code\` is there. It is installed from npm
            packages the first time (one minute, 400 MB, in the cache) and runs until Ctrl+C.
--port N    its port (default 3180, or any free one)

Settings and extensions of this VS Code are its own (in ${cacheFolder('vscode-profile')}): yours stay as they are.`;

/** Always the same where possible: the browser keeps a window's state by address. */
const defaultPort = '3180';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    port: { type: 'string', default: defaultPort },
  },
});

/** The user of this VS Code: kept between starts. @type {import('./lib/vscodeServer.mjs').ProfileFolders} */
const profile = {
  userData: cacheFolder('vscode-profile', 'user-data'),
  extensions: cacheFolder('vscode-profile', 'extensions'),
  serverData: cacheFolder('vscode-profile', 'server'),
  environment: cleanEnvironment,
};

if (options.help) console.log(help);
else
  try {
    await main(path.resolve(positionals[0] ?? inRepository('gallery')));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }

/** @param {string} folder */
async function main(folder) {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  await installPackages();
  const { ensurePackage } = await import('./lib/vsix.mjs');
  const vsix = await ensurePackage();
  writeFirstSettings();
  const code = options.browser ? undefined : desktopCode();
  if (code === undefined) await openInBrowser(folder, vsix);
  else await openOnDesktop(code, folder, vsix);
}

/**
 * @param {string} code
 * @param {string} folder
 * @param {string} vsix
 */
async function openOnDesktop(code, folder, vsix) {
  const args = [
    ...['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const env = cleanEnvironment();
  await runCommand(code, [...args, '--install-extension', vsix, '--force'], { env });
  await runCommand(code, [...args, '--new-window', folder], { env });
  console.log(`Opened ${folder} in the desktop's VS Code.`);
}

/**
 * @param {string} folder
 * @param {string} vsix
 */
async function openInBrowser(folder, vsix) {
  const { installExtension, startVscodeServer } = await import('./lib/vscodeServer.mjs');
  await installExtension(vsix, profile);
  const server = await startVscodeServer({ profile, port: await freePort(Number(options.port)) });
  const url = workbenchUrl(server.port, folder);
  console.log(`\nVS Code with Seq2Seq Lab: ${url}`);
  console.log('Open a .s2s.json and run “Seq2Seq: Train Model” from the command palette. Ctrl+C ends it.');
  openUrl(url);
  const interrupted = new Promise((/** @type {(signal: NodeJS.Signals) => void} */ resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('SIGHUP', resolve);
  });
  const ended = await Promise.race([interrupted.then(() => undefined), server.ended]);
  await server.stop();
  if (ended !== undefined) throw new Error(`${ended}\n${server.log()}`);
}

/** What the user changes later stays. */
function writeFirstSettings() {
  const file = path.join(profile.userData, 'User', 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  // This VS Code is made for a folder of the user's choice, so it does not ask whether to trust it.
  const settings = { ...quietSettings, 'security.workspace.trust.enabled': false };
  writeFileSync(file, JSON.stringify(settings, null, 2));
}

/** @returns {string | undefined} the desktop's `code`, when a window can be opened here */
function desktopCode() {
  // Inside a remote window's terminal, `code` is another program, which takes none of our options.
  if (!hasDisplay() || process.env['VSCODE_IPC_HOOK_CLI']) return undefined;
  const names = process.platform === 'win32' ? ['Code.exe'] : ['code', 'code-insiders', 'codium'];
  return names.map(findProgram).find((file) => file !== undefined);
}

/** Opens the user's browser, where there is one. @param {string} url */
function openUrl(url) {
  if (!hasDisplay()) return;
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // Without an opener the address above is enough.
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
