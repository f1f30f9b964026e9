import type { Engine, Feed } from '../core/step/engine';
import type { Step } from '../core/step/step';
import { ReplayEngine } from './wasm/replayEngine';

/** What one kernel costs in a run of a step. */
export interface KernelCost {
  readonly kernel: string;
  /** Calls in a run. */
  readonly count: number;
  /** All these calls together, on average over the runs, in milliseconds. */
  readonly totalMs: number;
  /** Of the time of all kernels. */
  readonly share: number;
}

/**
 * Runs a step again and again on one thread and measures its kernels, the dearest first. The first run, which traces the
 * step, does not count.
 * @throws Error when the engine runs steps as a whole, and so knows no kernels
 */
export function profileStep(
  engine: Engine,
  step: Step,
  feeds: Readonly<Record<string, Feed>>,
  runs = 10,
): KernelCost[] {
  if (!(engine instanceof ReplayEngine))
    throw new Error(
      `The engine "${engine.info.name}" runs a step as a whole: profile it on the engine "wasm", which runs kernel by kernel.`,
    );
  const compiled = engine.compileForOneThread(step);
  const costs = new Map<string, { count: number; totalMs: number }>();
  const run = (observe?: Parameters<typeof compiled.observedRun>[1]) => {
    for (const tensor of Object.values(compiled.observedRun(feeds, observe).kept)) tensor.dispose();
  };
  run();
  for (let index = 0; index < runs; index++)
    run(({ kernel }, elapsedMs) => {
      const cost = costs.get(kernel) ?? { count: 0, totalMs: 0 };
      cost.count += 1 / runs;
      cost.totalMs += elapsedMs / runs;
      costs.set(kernel, cost);
    });
  compiled.dispose();
  const total = [...costs.values()].reduce((sum, { totalMs }) => sum + totalMs, 0);
  return [...costs]
    .map(([kernel, { count, totalMs }]) => ({
      kernel,
      count: Math.round(count),
      totalMs,
      share: totalMs / total,
    }))
    .sort((a, b) => b.totalMs - a.totalMs);
}
