import { spawn } from 'node:child_process';
import { inRepository } from './repository.mjs';

/**
 * Runs a program in the repository, with its output on this terminal.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number | NodeJS.Signals>} its exit code or the signal that ended it
 */
export function runShown(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: inRepository(),
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
}
