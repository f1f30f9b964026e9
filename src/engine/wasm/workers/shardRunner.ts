import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Program } from '../../trace/program';
import { LoadedProgram, type ProgramResult } from '../loadedProgram';
import type { TensorMemory } from '../tensorMemory';
import type { RunControl } from './runControl';
import type { SharedSums } from './sharedSums';

/** A step as one of several threads computes it. */
export interface ShardedPrograms {
  readonly shard: Program;
  readonly combine: Program;
}

/** What went wrong was in another thread. */
export class OtherShardFailed extends Error {
  constructor(readonly participants: readonly number[]) {
    super('Another thread failed.');
  }
}

/**
 * One thread's part of a sharded step: its shard; and then, as every thread does for itself, the totals over all shards and
 * what is computed from them. So nothing but the sums goes from thread to thread, and all hold the same variables.
 */
export class ShardRunner {
  private readonly shard: LoadedProgram;
  private readonly combine: LoadedProgram;

  constructor(
    private readonly participant: number,
    programs: ShardedPrograms,
    private readonly options: {
      readonly memory: TensorMemory;
      readonly sums: SharedSums;
      readonly control: RunControl;
    },
  ) {
    this.shard = new LoadedProgram(programs.shard, options.memory);
    this.combine = new LoadedProgram(programs.combine, options.memory);
  }

  get constantCount(): number {
    return this.shard.constantCount + this.combine.constantCount;
  }

  /**
   * @param run the number of this run of the engine
   * @param patienceSeconds how long the others may take longer
   * @param onFailure called when this shard fails, before the others are told
   * @throws OtherShardFailed when another one has failed: then nobody has changed a variable
   * @throws RunStopped when another thread is gone
   */
  run(
    variables: ReadonlyMap<string, TensorInfo>,
    feeds: ReadonlyMap<string, TensorInfo>,
    run: number,
    patienceSeconds: number,
    onFailure?: (error: unknown) => void,
  ): ProgramResult {
    const { memory, sums, control } = this.options;
    const own = this.publish(variables, feeds, run, onFailure);
    try {
      control.arriveAndWait(run, patienceSeconds);
      if ('error' in own) throw own.error;
      const failed = control.failed(run);
      if (failed.length > 0) throw new OtherShardFailed(failed);
    } catch (error) {
      if ('kept' in own) for (const { dataId } of own.kept.values()) memory.disposeData(dataId);
      throw error;
    }
    const totals = sums.add(memory, run, this.participant, own.kept);
    try {
      return this.combine.run(variables, new Map([...feeds, ...totals]));
    } finally {
      for (const { dataId } of totals.values()) memory.disposeData(dataId);
    }
  }

  dispose(): void {
    this.shard.dispose();
    this.combine.dispose();
  }

  /** Computes the shard, and lets the others see its sums; or that there are none. */
  private publish(
    variables: ReadonlyMap<string, TensorInfo>,
    feeds: ReadonlyMap<string, TensorInfo>,
    run: number,
    onFailure?: (error: unknown) => void,
  ): { readonly kept: ReadonlyMap<string, TensorInfo> } | { readonly error: unknown } {
    const { memory, sums, control } = this.options;
    try {
      const { kept } = this.shard.run(variables, feeds);
      sums.write(memory, run, this.participant, kept);
      return { kept };
    } catch (error) {
      onFailure?.(error);
      control.fail(this.participant, run);
      return { error };
    }
  }
}
