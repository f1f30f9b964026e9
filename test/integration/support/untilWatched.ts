import { setTimeout as sleep } from 'node:timers/promises';

/** Gives VS Code's watcher the time to see a file before it goes: what comes and goes within a moment is nothing to it. */
export const untilWatched = (): Promise<void> => sleep(1500);
