import { spawn } from 'node:child_process';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} RunOptions */

/**
 * Runs a program to its end. Its output is shown (`show`) or kept; either way a failure throws an error that ends with what it printed last.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it wrote to stdout ('' when shown)
 */
export async function run(command, args, { cwd, env, show = false } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let everything = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    everything += chunk;
  });
  child.stderr?.on('data', (chunk) => (everything += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code === 0) return stdout;
  const tail = everything.trim().split('\n').slice(-30).join('\n');
  throw new Error(`\`${[command, ...args].join(' ')}\` ended with ${code}.${tail ? `\n${tail}` : ''}`);
}
