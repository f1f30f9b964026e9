import type { Example } from '../data/batch';
import type { BatchShape } from '../data/fillBatch';
import type { Seq2SeqModel } from '../model/model';
import { NtmSeq2Seq } from '../model/ntm/ntmSeq2Seq';
import type { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { BatchWatcher, type Watch } from './batchWatcher';

/** The memory of a Neural Turing Machine and its heads while it read one source and wrote one target. */
export interface MachineTrace {
  /** What each step read or wrote: the tokens of the source as the machine reads them, then those of the target. */
  readonly steps: readonly string[];
  /** How many of them are the source's. */
  readonly sourceSteps: number;
  readonly readHeads: number;
  readonly writeHeads: number;
  readonly rows: number;
  readonly width: number;
  /** Row-major `[steps, heads, rows]`, reading heads first. */
  readonly weightings: Float32Array;
  /** Row-major `[steps, rows, width]`, after each step. */
  readonly memory: Float32Array;
}

/**
 * What is watched of a machine: `weightings` `[batch, sourceTime + targetTime, heads, rows]`, reading heads first, of which each
 * sums to 1 over the rows, and `memory` `[batch, sourceTime + targetTime, rows, width]`, as it is after each step.
 */
export function watchMachine(model: NtmSeq2Seq): Watch {
  return (variables, { source, targetInputIds }) => ({ ...model.trace(variables, source, targetInputIds) });
}

/** Follows the machine through some examples, all of them in one batch of one shape. */
export class MachineTracer {
  private constructor(
    private readonly model: NtmSeq2Seq,
    private readonly watcher: BatchWatcher,
    private readonly codecs: Codecs,
    private readonly shape: BatchShape,
  ) {}

  /** @returns undefined for a model that is no machine, and where there are no examples */
  static of(
    model: Seq2SeqModel,
    steps: StepCache,
    codecs: Codecs,
    shape: BatchShape,
  ): MachineTracer | undefined {
    if (!(model instanceof NtmSeq2Seq) || shape.batchSize === 0) return undefined;
    const watcher = new BatchWatcher('trace', watchMachine(model), steps, codecs, shape);
    return new MachineTracer(model, watcher, codecs, shape);
  }

  /** Before the first run, so that an engine may prepare it with others. */
  compile() {
    return this.watcher.compile();
  }

  /** @param examples at most as many as the batch has rows; targets are cut where the batch ends */
  run(examples: readonly Example[]): MachineTrace[] {
    const { examples: fitting, fetches } = this.watcher.run(examples);
    return fitting.map((example, row) =>
      this.describe(example, row, fetches['weightings'] as Float32Array, fetches['memory'] as Float32Array),
    );
  }

  private describe(
    { sourceIds, targetIds }: Example,
    row: number,
    weightings: Float32Array,
    memory: Float32Array,
  ): MachineTrace {
    const { source, target } = this.codecs;
    const { memory_rows: rows, memory_width: width, read_heads, write_heads } = this.model.ntm;
    const { sourceTime, targetTime } = this.shape;
    /** Without the padding between the source and the target. */
    const ofSteps = (values: Float32Array, size: number): Float32Array => {
      const first = row * (sourceTime + targetTime);
      const part = (from: number, count: number) =>
        values.subarray((first + from) * size, (first + from + count) * size);
      const kept = new Float32Array((sourceIds.length + targetIds.length) * size);
      kept.set(part(0, sourceIds.length));
      kept.set(part(sourceTime, targetIds.length), sourceIds.length * size);
      return kept;
    };
    return {
      steps: [
        ...Array.from(sourceIds, (id) => source.tokenOf(id)),
        ...Array.from(targetIds, (id) => target.tokenOf(id)),
      ],
      sourceSteps: sourceIds.length,
      readHeads: read_heads,
      writeHeads: write_heads,
      rows,
      width,
      weightings: ofSteps(weightings, (read_heads + write_heads) * rows),
      memory: ofSteps(memory, rows * width),
    };
  }
}
