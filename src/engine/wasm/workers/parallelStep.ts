import type { CompiledStep, Feed, RunResult } from '../../../core/step/engine';
import type { NamedSpecs, ShardedStep, Step } from '../../../core/step/step';
import { activateBackend } from '../../activateBackend';
import { fedValues, namedFeeds } from '../../checkFeeds';
import { estimateWork } from '../../trace/estimateWork';
import { traceStep } from '../../trace/traceStep';
import { ReplayStep, type StepContext } from '../replayStep';
import { takeResult, withFeeds } from '../stepTensors';
import { readTensor } from '../tensorMemory';
import { wasmBackendName } from '../wasmKernel';
import { wasmTarget } from '../wasmTarget';
import { WasmTensor } from '../wasmTensor';
import type { WorkerCommand } from './messages';
import { RunStopped } from './runControl';
import { SharedSums } from './sharedSums';
import { OtherShardFailed, ShardRunner } from './shardRunner';
import type { WorkerPool } from './workerPool';

/**
 * Floating-point operations of a shard below which threads gain nothing: the others must hear of their part, and all wait
 * for the last and add up. Two threads against one, on two cores: shards of 1.4e7 operations (0.8 ms) 1.0 times as fast,
 * 5.6e7 1.4, 2.5e8 1.65, 7.6e8 (20 ms) 1.8.
 */
const leastWork = 3e7;

export interface ParallelContext extends StepContext {
  readonly threads: number;
  /** Starts the threads when they are first needed. */
  readonly pool: () => WorkerPool;
  /** Floating-point operations of a shard from which on threads are used. */
  readonly leastWork?: number | undefined;
}

/** A step loaded in all threads. */
interface Together {
  readonly pool: WorkerPool;
  readonly runner: ShardRunner;
  readonly number: number;
}

/** A step that several threads compute together, each some of its rows; or one thread alone, where that is faster. */
export class ParallelStep implements CompiledStep {
  readonly feeds: NamedSpecs;
  private readonly alone: ReplayStep;
  private loaded: { readonly layout: string; readonly together: Together | undefined } | undefined;
  private disposed = false;

  constructor(
    private readonly step: Step,
    private readonly sharded: ShardedStep,
    private readonly context: ParallelContext,
    private readonly onDispose: (step: ParallelStep) => void,
  ) {
    this.feeds = step.feeds;
    this.alone = new ReplayStep(step, context);
  }

  get constantCount(): number {
    return this.alone.constantCount + (this.loaded?.together?.runner.constantCount ?? 0);
  }

  run(feeds: Readonly<Record<string, Feed>>): RunResult {
    activateBackend(wasmBackendName);
    const together = this.load();
    return together === undefined ? this.alone.run(feeds) : this.runTogether(together, feeds);
  }

  dispose(): void {
    this.disposed = true;
    this.onDispose(this);
    this.alone.dispose();
    this.unload();
  }

  private load(): Together | undefined {
    if (this.disposed) throw new Error(`Step "${this.step.name}" has been disposed.`);
    const { layout } = this.context.variables;
    if (this.loaded?.layout === layout) return this.loaded.together;
    this.unload();
    this.loaded = { layout, together: this.loadTogether() };
    return this.loaded.together;
  }

  private loadTogether(): Together | undefined {
    const { variables, memory, optimize, threads } = this.context;
    if (this.sharded.rows < threads) return undefined;
    const trace = (part: Step) => traceStep(part, variables.specs, wasmTarget, optimize);
    const shard = trace(this.sharded.shard(0, threads));
    if (estimateWork(shard) < (this.context.leastWork ?? leastWork)) return undefined;

    const pool = this.context.pool();
    const sums = SharedSums.create(shard, threads);
    const combine = trace(this.sharded.combine);
    const number = pool.nextStep();
    for (let index = 1; index < threads; index++)
      pool.post(index, {
        type: 'load',
        step: number,
        programs: { shard: trace(this.sharded.shard(index, threads)), combine },
        sums: sums.buffer,
      });
    const runner = new ShardRunner(0, { shard, combine }, { memory, sums, control: pool.control });
    return { pool, runner, number };
  }

  private unload(): void {
    const { together } = this.loaded ?? {};
    this.loaded = undefined;
    together?.runner.dispose();
    together?.pool.unload(together.number);
  }

  private runTogether({ pool, runner, number }: Together, feeds: Readonly<Record<string, Feed>>): RunResult {
    const { memory, variables } = this.context;
    return withFeeds(memory, this.step, feeds, (tensors) => {
      pool.synchronize(variables);
      const run = pool.nextRun();
      pool.postAll({ type: 'run', step: number, run, feeds: this.feedValues(feeds) });
      try {
        const result = runner.run(variables.tensors, tensors, run, pool.patienceSeconds);
        pool.readReports();
        const taken = takeResult(memory, variables, result);
        pool.updated(variables);
        return taken;
      } catch (error) {
        // Should the others have gone on, they get the values of here.
        pool.forgetVariables();
        if (error instanceof RunStopped) throw pool.giveUp(error.message);
        if (error instanceof OtherShardFailed) throw new Error(pool.failureMessage(run), { cause: error });
        throw error;
      }
    });
  }

  /** What the other threads are fed: copies, since a tensor of this thread is nowhere else. */
  private feedValues(
    feeds: Readonly<Record<string, Feed>>,
  ): Extract<WorkerCommand, { type: 'run' }>['feeds'] {
    return new Map(
      namedFeeds(this.step.name, this.feeds, feeds).map((named) => [
        named.name,
        {
          spec: named.spec,
          values:
            named.feed instanceof WasmTensor
              ? readTensor(this.context.memory, named.feed.info)
              : fedValues(named),
        },
      ]),
    );
  }
}
