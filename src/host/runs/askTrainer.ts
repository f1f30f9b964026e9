import { setTimeout as sleep } from 'node:timers/promises';
import type { ToTrainer } from '../../protocol/trainer';
import { hostOf, processState } from '../../runs/processIdentity';
import { isActive } from './run';
import type { Run } from './run';

/** What of the run store it takes. */
export interface ReachableRuns {
  readonly get: (folder: string) => Run | undefined;
  readonly send: (folder: string, message: ToTrainer) => boolean;
  readonly onDidChange: (listener: (change: { readonly folder: string }) => void) => { dispose(): unknown };
}

/** What became of something that a trainer was asked for. */
export type AskOutcome =
  | { readonly type: 'done' }
  /** It has ended meanwhile. */
  | { readonly type: 'ended' }
  /** It runs on another machine, out of reach. */
  | { readonly type: 'elsewhere'; readonly machine: string }
  | { readonly type: 'unreachable' }
  /** It was asked, but has not done it so far. */
  | { readonly type: 'late' };

export interface AskLimits {
  /** A trainer may be on its way into the store: found, not connected yet. */
  readonly connectMs: number;
  /** A validation may have to end first. */
  readonly answerMs: number;
}

const usualLimits: AskLimits = { connectMs: 2_000, answerMs: 60_000 };
const retryMs = 100;

/** Asks the trainer of a run for something, and waits until the run shows that it has happened. */
export async function askTrainer(
  store: ReachableRuns,
  folder: string,
  request: ToTrainer,
  isDone: (run: Run) => boolean,
  { connectMs, answerMs }: AskLimits = usualLimits,
): Promise<AskOutcome> {
  const giveUpMs = performance.now() + connectMs;
  while (!store.send(folder, request)) {
    const run = store.get(folder);
    if (run === undefined || !isActive(run)) return { type: 'ended' };
    const { process } = run.manifest;
    if (process !== undefined && (await processState(process)) === 'elsewhere')
      return { type: 'elsewhere', machine: hostOf(process) };
    if (performance.now() >= giveUpMs) return { type: 'unreachable' };
    await sleep(retryMs);
  }
  return answer(store, folder, isDone, answerMs);
}

function answer(
  store: ReachableRuns,
  folder: string,
  isDone: (run: Run) => boolean,
  limitMs: number,
): Promise<AskOutcome> {
  return new Promise((resolve) => {
    const finish = (outcome: AskOutcome): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(outcome);
    };
    const look = (): void => {
      const run = store.get(folder);
      if (run !== undefined && isDone(run)) finish({ type: 'done' });
      else if (run === undefined || !isActive(run)) finish({ type: 'ended' });
    };
    const timer = setTimeout(() => finish({ type: 'late' }), limitMs);
    const listener = store.onDidChange((change) => {
      if (change.folder === folder) look();
    });
    look();
  });
}
