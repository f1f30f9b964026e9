import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { TypedValues } from '../../core/step/engine';
import type { TensorSpec } from '../../core/step/step';

/** Index of a value in `Program.values`. */
export type ValueId = number;

/** One kernel call of a traced step. */
export interface ProgramCall {
  /** tfjs's name of the kernel, or that of one of our fused ops. */
  readonly kernel: string;
  /** Names of the inputs; undefined for kernels that take a list (Concat, Pack, AddN). */
  readonly inputNames: readonly string[] | undefined;
  readonly inputs: readonly ValueId[];
  readonly attributes: Readonly<NamedAttrMap>;
  readonly outputs: readonly ValueId[];
  /** Whether the kernel gives a list of outputs, be it of one. */
  readonly outputsList: boolean;
  /** Values that nothing reads after this call; never feeds, variables, constants or results. */
  readonly frees: readonly ValueId[];
  /** Programs that the call runs, such as the `body` of a scan: its feeds and fetches are called "0", "1", …. */
  readonly bodies?: Readonly<Record<string, Program>>;
}

/**
 * A step for given shapes as a flat list of kernel calls in an order in which they can be executed. It is plain data: it
 * can be copied to another thread, emitted as a graph, drawn, or replayed.
 */
export interface Program {
  /** Name of the step. */
  readonly name: string;
  readonly values: readonly TensorSpec[];
  readonly constants: ReadonlyMap<ValueId, TypedValues>;
  readonly calls: readonly ProgramCall[];
  /** What the program reads. A name that no call uses is listed nevertheless. */
  readonly feeds: Readonly<Record<string, ValueId>>;
  readonly variables: Readonly<Record<string, ValueId>>;
  /** What it gives; one value may have several names, and may be a feed, a variable or a constant. */
  readonly updates: Readonly<Record<string, ValueId>>;
  readonly fetches: Readonly<Record<string, ValueId>>;
  readonly kept: Readonly<Record<string, ValueId>>;
}
