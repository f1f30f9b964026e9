/** The ways to end a trainer, gentlest first, and the news that it has ended. */
export interface StopMeans {
  /** Asks it over its socket to write a checkpoint and end. False when it can't be reached. */
  readonly ask: () => boolean;
  /** SIGTERM: on POSIX the trainer checkpoints and ends; on Windows it dies. */
  readonly terminate: () => void;
  readonly kill: () => void;
  /** Resolves when the trainer is gone. */
  readonly ended: Promise<unknown>;
  /** How long a checkpoint may take before the next means is used. */
  readonly graceMs: number;
}

/** What it took to end it; `survived` when even SIGKILL did not. */
export type StopOutcome = 'asked' | 'terminated' | 'killed' | 'survived';

/** Ends a trainer: message, then SIGTERM, then SIGKILL, each with its time to work. */
export async function stopTrainer(means: StopMeans): Promise<StopOutcome> {
  if (means.ask() && (await endsWithin(means.ended, means.graceMs))) return 'asked';
  means.terminate();
  if (await endsWithin(means.ended, means.graceMs)) return 'terminated';
  means.kill();
  return (await endsWithin(means.ended, means.graceMs)) ? 'killed' : 'survived';
}

async function endsWithin(ended: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([ended.then(() => true as const), limit]);
  } finally {
    clearTimeout(timer);
  }
}
