import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { cleanEnvironment } from './cleanEnvironment';
import { within } from './deadline';
import { installation } from './installation';
import { hasEnded, killAtEnd } from './leftovers';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
}

export interface CommandOptions {
  /** Working folder. */
  readonly cwd?: string;
  readonly stdin?: string;
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Options of its node. */
  readonly execArgv?: readonly string[];
}

const commandLimitMs = 240_000;

/** Starts the command line as a shell does. */
export async function startCli(
  args: readonly string[],
  { cwd, stdin = '', env = {}, execArgv = [] }: CommandOptions = {},
): Promise<RunningCommand> {
  const { cli } = await installation();
  const child = spawn(process.execPath, [...execArgv, cli, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  killAtEnd(child.pid);
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      hasEnded(child.pid);
      resolve(code);
    });
  });
  const everything = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const result = within(everything, () => `"${args.join(' ')}" to end`, commandLimitMs).then(
    ([code, stdout, stderr]) => ({ code, stdout, stderr }),
  );
  return { child, result };
}

/** Runs a command to its end. */
export async function cli(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
  return (await startCli(args, options)).result;
}

/** The result object of a command run with `--json`: all that there is on stdout, on one line. */
export function jsonOf({ stdout, stderr }: CommandResult): Readonly<Record<string, unknown>> {
  const lines = stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '')
    throw new Error(`stdout is not one line but:\n${stdout}\nstderr is:\n${stderr}`);
  const value: unknown = JSON.parse(lines[0] ?? '');
  if (!isObject(value)) throw new Error(`The result is no object: ${stdout}`);
  return value;
}

/** Runs a command with `--json` that must succeed, and returns its result. */
export async function cliResult(
  args: readonly string[],
  options?: CommandOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const result = await cli([...args, '--json'], options);
  if (result.code !== 0) throw new Error(`"${args.join(' ')}" ended with ${result.code}:\n${result.stderr}`);
  return jsonOf(result);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
