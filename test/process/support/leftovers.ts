import { rm } from 'node:fs/promises';

/** Folders and processes that tests leave behind, cleared away when all of them are done, whatever happened. */
const folders = new Set<string>();
const processes = new Set<number>();

export function removeAtEnd(folder: string): void {
  folders.add(folder);
}

export function killAtEnd(pid: number | undefined): void {
  if (pid !== undefined) processes.add(pid);
}

/** It has ended: its number may soon be someone else's. */
export function hasEnded(pid: number | undefined): void {
  if (pid !== undefined) processes.delete(pid);
}

function killAll(): void {
  for (const pid of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
  processes.clear();
}

process.once('exit', killAll);

// Outside any `describe`: a hook of the whole run.
after(async () => {
  killAll();
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
