import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: a deadline is for what never comes, not for what is slow on a busy machine. */
export const patienceMs = 45_000;

/** The promise's value, or an error that says what was waited for in vain. */
export async function within<T>(promise: Promise<T>, what: () => string, limitMs = patienceMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`After ${limitMs / 1000} s still waiting for ${what()}.`));
    }, limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until there is an answer. */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  what: string,
  limitMs = patienceMs,
): Promise<T> {
  const endMs = Date.now() + limitMs;
  while (Date.now() < endMs) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(20);
  }
  throw new Error(`After ${limitMs / 1000} s still waiting for ${what}.`);
}
