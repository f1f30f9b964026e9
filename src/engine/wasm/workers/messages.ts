import type { MessagePort } from 'node:worker_threads';
import type { TypedValues } from '../../../core/step/engine';
import type { TensorSpec } from '../../../core/step/step';
import type { ShardedPrograms } from './shardRunner';

/** What a thread of the engine is started with. */
export type ThreadStart = WorkerStart | WatcherStart;

/** What a worker is started with. */
export interface WorkerStart {
  readonly role: 'worker';
  readonly wasmFolder: string;
  /** Number of the worker: the thread that starts the others is participant 0. */
  readonly participant: number;
  readonly participants: number;
  /** Memory of the `RunControl`. */
  readonly control: SharedArrayBuffer;
  /** From it come `WorkerCommand`s, and the control says when. */
  readonly commands: MessagePort;
  /** For `WorkerReport`s. */
  readonly reports: MessagePort;
  /** Nothing is sent here: it is closed when the worker ends, however that comes about. */
  readonly lifeline: MessagePort;
}

/** What the thread is started with that watches over the workers. */
export interface WatcherStart {
  readonly role: 'watcher';
  /** Memory of the `RunControl`. */
  readonly control: SharedArrayBuffer;
  readonly participants: number;
  /** The other ends of the workers' lifelines. */
  readonly lifelines: readonly MessagePort[];
}

/** What a worker is told. It does one after the other, in their order. */
export type WorkerCommand =
  | {
      /** All variables, one after the other in `values`. */
      readonly type: 'define';
      readonly variables: readonly (readonly [name: string, shape: readonly number[]])[];
      readonly values: SharedArrayBuffer;
    }
  | {
      readonly type: 'load';
      readonly step: number;
      readonly programs: ShardedPrograms;
      /** Memory of the `SharedSums`. */
      readonly sums: SharedArrayBuffer;
    }
  | {
      readonly type: 'run';
      readonly step: number;
      readonly run: number;
      readonly feeds: ReadonlyMap<string, { readonly spec: TensorSpec; readonly values: TypedValues }>;
    }
  | { readonly type: 'unload'; readonly step: number };

/** What a worker tells, for the starting thread to read when it has a reason to. */
export type WorkerReport =
  | {
      /** It has initialised its backend. */
      readonly type: 'ready';
      readonly version: string;
    }
  | {
      /** Its shard failed in a run; it goes on. */
      readonly type: 'failed';
      readonly run: number;
      readonly message: string;
    }
  | {
      /** It can't go on. */
      readonly type: 'broken';
      readonly message: string;
    };
