import { existsSync } from 'node:fs';
import path from 'node:path';
import { findProgram, isExecutable } from './programs.mjs';
import { runCommand } from './runCommand.mjs';

const programs = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  `${process.env['ProgramFiles'] ?? 'C:\\Program Files'}\\Google\\Chrome\\Application\\chrome.exe`,
];

/** @returns {string | undefined} the absolute path of an installed Chrome or Chromium; `$CHROMIUM` comes first */
export function findChromium() {
  const named = process.env['CHROMIUM'];
  if (named) {
    if (isExecutable(named)) return path.resolve(named);
    throw new Error(`$CHROMIUM names ${named}, which is not a program.`);
  }
  return programs.map(findProgram).find((file) => file !== undefined) ?? applications.find(isExecutable);
}

/**
 * Finds Chrome or Chromium, or installs Chromium where that needs no question (Debian, as root).
 * @returns {Promise<string>} the absolute path of the program
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium with apt (once) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runCommand('apt-get', ['update'], { env });
    await runCommand('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'No Chrome or Chromium was found: install one (on Debian: apt-get install chromium) or name it in $CHROMIUM.',
  );
}
