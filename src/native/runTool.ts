import { spawn } from 'node:child_process';

/** How much of what a tool printed its error repeats. */
const tailLength = 3_000;

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** For `npm.cmd` on Windows, which is no program but a script. */
  readonly shell?: boolean;
}

/** A tool could not be started: it is not installed. */
export class MissingToolError extends Error {}

/**
 * Runs a tool to its end and returns what it wrote to stdout. An abort kills it.
 * @throws MissingToolError; Error with the end of what it printed
 */
export function runTool(tool: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let tail = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      tail = (tail + text).slice(-tailLength);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-tailLength);
    });
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      reject(missing ? new MissingToolError(`${tool} is not installed.`, { cause: error }) : error);
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${tool} ended with ${signal ?? code ?? 'nothing'}:\n${tail.trim()}`));
    });
  });
}
