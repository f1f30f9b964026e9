import type { SeedResult } from '../core/train/trainSeeds';
import type { ConfigSource } from '../trainer/checkConfig';
import { trainManySeeds } from '../trainer/trainManySeeds';
import type { Output } from './output';
import { stopOnInterrupt } from './stopOnInterrupt';
import { exitCodes } from './exitCode';

/** How often it is said how far the training is. */
const sayEveryMs = 10_000;

/**
 * Trains many seeds at once and tells how far it is.
 * @returns undefined when somebody has stopped it
 */
export async function trainSeedsTelling(
  source: ConfigSource,
  seeds: readonly number[],
  output: Output,
): Promise<SeedResult[] | undefined> {
  let stopped = false;
  let saidAtMs = Date.now();
  const release = stopOnInterrupt({
    stop: () => (stopped = true),
    exitAtOnce: () => process.exit(exitCodes.failed),
    say: () => {
      output.notice('Stopping; seeds that are trained at once keep nothing.');
    },
  });
  try {
    return await trainManySeeds(source, {
      seeds,
      onUpdate: async (update, totalUpdates) => {
        const nowMs = Date.now();
        if (nowMs - saidAtMs >= sayEveryMs) {
          saidAtMs = nowMs;
          output.line(
            `step ${update.toLocaleString('en')} of ${totalUpdates.toLocaleString('en')}, ${seeds.length} seeds at once`,
          );
        }
        // Signals arrive between steps.
        await new Promise(setImmediate);
        return !stopped;
      },
    });
  } finally {
    release();
  }
}

/** So many seeds in a row. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
