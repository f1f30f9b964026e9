import { spawn } from 'node:child_process';
import { inRepository } from './repository.mjs';
import { yieldToOthers } from './yieldToOthers.mjs';

/**
 * Runs a program in the repository, with its output on this terminal.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @param {{ inBackground?: boolean }} [options] inBackground: other programs go first, and its output comes when it has ended
 * @returns {Promise<number | NodeJS.Signals>} its exit code or the signal that ended it
 */
export function runShown(command, args, env = {}, { inBackground = false } = {}) {
  const child = spawn(command, args, {
    cwd: inRepository(),
    stdio: inBackground ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...env },
  });
  if (inBackground) yieldToOthers(child);
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ part) => output.push(part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code ?? signal ?? 1);
    });
  });
}
