import { spawn } from 'node:child_process';
import { yieldToOthers } from './yieldToOthers.mjs';

/** How much of a failing command's output its error message repeats. */
const tailLength = 4000;

/**
 * Runs a command to its end and returns what it wrote to stdout. Output is collected rather than shown, because an installer
 * that works has nothing to say; one that fails says it in the error.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, inBackground?: boolean }} [options] inBackground: other programs go first
 * @returns {Promise<string>}
 * @throws {Error} naming the command, how it ended and the end of its output
 */
export function runCommand(command, args, { inBackground = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    if (inBackground) yieldToOthers(child);
    let stdout = '';
    let tail = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout += text;
      tail = (tail + text).slice(-tailLength);
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      tail = (tail + text).slice(-tailLength);
    });
    child.on('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new Error(`\`${[command, ...args].join(' ')}\` ended with ${signal ?? code}:\n${tail.trim()}`),
        );
    });
  });
}
