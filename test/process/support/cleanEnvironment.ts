import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeAtEnd } from './leftovers';

let temporary: string | undefined;

/**
 * The environment without what the tests' own process is told: its preloads, and where this machine has native TensorFlow.
 * The sockets of processes that are killed lie in a temporary folder which goes away in the end, and what is remembered or
 * installed for the user in another one.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  if (temporary === undefined) {
    temporary = mkdtempSync(path.join(tmpdir(), 's2s-t-'));
    removeAtEnd(temporary);
  }
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('S2S_'),
  );
  return {
    ...Object.fromEntries(kept),
    TMPDIR: temporary,
    S2S_CACHE_DIR: path.join(temporary, 'cache'),
  };
}
