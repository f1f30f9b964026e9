import type { Tensor } from '@tensorflow/tfjs-core';

export type ElementType = 'float32' | 'int32' | 'bool';

/** Shape and element type of a tensor that is not there yet. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: ElementType;
}

export type NamedTensors = Readonly<Record<string, Tensor>>;
export type NamedSpecs = Readonly<Record<string, TensorSpec>>;

/** What a step gives back. Every tensor must be a function of the step's arguments alone. */
export interface StepResult {
  /** New values of variables, by name; variables not named keep theirs. */
  readonly updates?: NamedTensors;
  /** Tensors that are read back to JavaScript after every run. */
  readonly fetches: NamedTensors;
  /** Tensors that stay with the engine, to be fed to later runs (encoder outputs, decoder states). */
  readonly kept?: NamedTensors;
}

/**
 * One step of work as a pure function of named tensors: a training step, an evaluation, an encoder run, a decoder step.
 * Its body is written with tfjs-core ops, draws no randomness of tfjs's own and never reads a tensor's value, so that an
 * engine may run it op by op or trace it once for given shapes.
 */
export interface Step {
  /** For messages and traces, such as `train` or `decode`. */
  readonly name: string;
  readonly feeds: NamedSpecs;
  readonly body: (variables: NamedTensors, feeds: NamedTensors) => StepResult;
  /** How the step can be computed in parts; undefined when it can't. */
  readonly sharded?: ShardedStep;
}

/**
 * A step as a sum over the rows of its batch: shards compute sums over their rows, beside each other if the engine can;
 * `combine` does the rest once, with the sums added up. The step's own body is that of one shard, followed by `combine`.
 */
export interface ShardedStep {
  /** How many rows there are to share out. */
  readonly rows: number;
  /**
   * The part for the rows from ⌊rows·index/count⌋ to ⌊rows·(index+1)/count⌋. It has the feeds of the whole step, and keeps
   * tensors of which those of the same name are to be added up over the shards, in their order.
   */
  shard(index: number, count: number): Step;
  /** Feeds: those of the whole step that it needs, and the sums under the names of what the shards keep. */
  readonly combine: Step;
}
