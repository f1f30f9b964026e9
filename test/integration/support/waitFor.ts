import { setTimeout as sleep } from 'node:timers/promises';

const intervalMs = 50;

/** Looks again and again until `look` gives something. @throws Error saying what did not come */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 30_000,
): Promise<T> {
  const startedMs = Date.now();
  while (Date.now() - startedMs < limitMs) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(intervalMs);
  }
  throw new Error(`Within ${limitMs / 1000} seconds there was no ${what}.`);
}
