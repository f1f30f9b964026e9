import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import type { ObservedStatus, RunManifest } from './manifest';
import { errorCode } from './runFolderError';

/** A process that can't be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** `<host>|<start time as the system tells it>`; on Linux with the boot's id, as start times count from the boot. */
  readonly startedAt: string;
}

const run = promisify(execFile);

/** Start time of a process as its system tells it; undefined when there is no such process. */
async function startTime(pid: number): Promise<string | undefined> {
  switch (process.platform) {
    case 'linux':
    case 'android':
      return linuxStartTime(pid);
    case 'win32':
      return windowsStartTime(pid);
    default:
      return psStartTime(pid);
  }
}

async function linuxStartTime(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ]);
    // The second field is the command in parentheses and may itself hold spaces and parentheses (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const ticks = fields[19];
    const dead = state === 'Z' || state === 'X' || state === 'x';
    return dead || ticks === undefined ? undefined : `${boot.trim()}/${ticks}`;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

async function psStartTime(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    const [state = '', ...started] = stdout.trim().split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    // ps exits with 1 when no process has this number.
    return undefined;
  }
}

async function windowsStartTime(pid: number): Promise<string | undefined> {
  if (!answersSignals(pid)) return undefined;
  const command = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
  try {
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command], {
      windowsHide: true,
    });
    return stdout.trim();
  } catch {
    // Without PowerShell (locked-down machines) the number alone has to do.
    return '';
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Who runs under this number now; undefined when nobody does. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  const started = await startTime(pid);
  return started === undefined ? undefined : { pid, startedAt: `${hostname()}|${started}` };
}

/** This process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return (await processIdentity(process.pid)) ?? { pid: process.pid, startedAt: `${hostname()}|` };
}

/** Name of the machine that a process runs on. */
export const hostOf = (identity: ProcessIdentity): string => identity.startedAt.split('|', 1)[0] ?? '';

/**
 * Whether that very process still runs; `elsewhere` when it belongs to another machine (a run folder on a shared disk),
 * of which nothing can be said from here.
 */
export async function processState(identity: ProcessIdentity): Promise<'alive' | 'gone' | 'elsewhere'> {
  if (hostOf(identity) !== hostname()) return 'elsewhere';
  const now = await processIdentity(identity.pid);
  return now?.startedAt === identity.startedAt ? 'alive' : 'gone';
}

/** A trainer on another machine that has not touched its manifest for so long is taken for gone. */
export const silentElsewhereMs = 120_000;

/** The manifest's status, or `crashed` when it says that a process is at work which is no longer there. */
export async function observeStatus(
  manifest: Pick<RunManifest, 'status' | 'process' | 'updatedAt'>,
  nowMs: number = Date.now(),
): Promise<ObservedStatus> {
  const { status } = manifest;
  if (status !== 'preparing' && status !== 'running') return status;
  if (manifest.process === undefined) return 'crashed';
  switch (await processState(manifest.process)) {
    case 'alive':
      return status;
    case 'gone':
      return 'crashed';
    case 'elsewhere':
      return nowMs - Date.parse(manifest.updatedAt) < silentElsewhereMs ? status : 'crashed';
  }
}
