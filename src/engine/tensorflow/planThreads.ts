import type { NativeThreads } from './loadTfjsNode';

/** More parts of a batch than this are not worth their own sums of gradients. */
const mostShards = 4;

export interface ThreadPlan extends NativeThreads {
  /** Into how many parts a step is split, to be computed beside each other in one graph. */
  readonly shards: number;
}

/**
 * How native TensorFlow is given threads. The times of a recurrence come one after the other and are too small to be shared
 * out, so that parts of the batch beside each other gain more than threads within an operation. Measured with two threads,
 * ms a step of an LSTM with Luong attention, hidden size 64 and 256: one thread 9.4 and 82; two for an operation 9.5 and
 * 64; two parts with one each 6.0 and 45; two parts with two each 8.2 and 55.
 */
export function planThreads(threads: number): ThreadPlan {
  const shards = Math.min(threads, mostShards);
  return { shards, interOp: shards, intraOp: Math.floor(threads / shards) };
}
