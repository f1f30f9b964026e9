import type { ForkOptions } from 'node:child_process';

/** What of the extension host's own process decides how another one is forked from it. */
export interface HostProcess {
  readonly platform: NodeJS.Platform;
  readonly execPath: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Whether `execPath` is Electron (VS Code on the desktop) and not plain Node (a remote host or the browser's server). */
  readonly isElectron: boolean;
}

export interface ForkPurpose {
  /** Lives on when the extension host ends. */
  readonly detached: boolean;
  /** Descriptor of the file that takes what the process prints. */
  readonly logDescriptor: number;
  /** Where it waits for a debugger to attach; undefined: nowhere. */
  readonly inspectPort?: number | undefined;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** This process. */
export function currentHostProcess(): HostProcess {
  const { platform, execPath, env, versions } = process;
  return { platform, execPath, env, isElectron: 'electron' in versions };
}

/**
 * How a trainer or inference process is forked from the extension host. Its environment is the user's, without what VS Code
 * and Electron put there for themselves; above all without NODE_OPTIONS, which may carry a debugger's preload script.
 */
export function forkOptions(host: HostProcess, purpose: ForkPurpose): ForkOptions {
  return {
    execPath: host.execPath,
    execArgv: purpose.inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${purpose.inspectPort}`],
    env: { ...nodeEnvironment(host), ...purpose.env },
    // Structured clone: typed arrays arrive as such.
    serialization: 'advanced',
    detached: purpose.detached,
    stdio: ['ignore', purpose.logDescriptor, purpose.logDescriptor, 'ipc'],
    // A detached process on Windows would open a console window of its own; the type lacks the option, spawn has it.
    ...{ windowsHide: true },
  };
}

/** The port that a developer's launch configuration gives trainers for a debugger: `S2S_TRAINER_INSPECT_PORT`. */
export function trainerInspectPort(env: Readonly<NodeJS.ProcessEnv>): number | undefined {
  const port = Number(env['S2S_TRAINER_INSPECT_PORT']);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** The environment in which the host's executable runs as plain Node. */
export const nodeEnvironment = (host: HostProcess): NodeJS.ProcessEnv => ({
  ...cleanEnvironment(host),
  // Without it Electron would start another VS Code.
  ...(host.isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
});

const unwanted = /^(NODE_OPTIONS|NODE_CHANNEL_.*|NODE_UNIQUE_ID|VSCODE_.*|ELECTRON_.*)$/;

function cleanEnvironment({ platform, env }: HostProcess): NodeJS.ProcessEnv {
  // Windows does not tell upper from lower case in names.
  const fold = (name: string): string => (platform === 'win32' ? name.toUpperCase() : name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.test(fold(name))));
}
