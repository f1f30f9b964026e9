import { z } from 'zod';
import type { ModelConfig, TrainingConfig } from '../../core/config/schema';
import type { BenchSize } from './benchCase';

/**
 * What the bench says to the programs that it measures, and they to it: one JSON object a line on their stdin and
 * stdout, one reply to each request, in order. When it is ready, a program sends a {@link Hello} first.
 */
export interface CaseMessage {
  readonly model: ModelConfig;
  readonly training: TrainingConfig;
  readonly size: BenchSize;
}

/** A selection of 40 characters, greedily and with a beam of five, and 200 lines of up to 40 characters. */
export const decodingTasks = ['greedy', 'beam5', 'lines200'] as const;
export type DecodingTask = (typeof decodingTasks)[number];

export type PeerRequest =
  /** Builds the model with these weights, and makes one update of the batch. Replaces what was loaded before. */
  | {
      readonly type: 'load';
      readonly case: CaseMessage;
      /** safetensors: our parameters, by name */
      readonly weightsFile: string;
      /** safetensors: int32 tensors named as the feeds of a training step */
      readonly batchFile: string;
    }
  /** So many updates from the initial weights: the mean loss of a target token before each. */
  | { readonly type: 'losses'; readonly steps: number }
  /** The time of so many updates, each by itself; from the initial weights, after one that is not counted. */
  | { readonly type: 'run'; readonly steps: number }
  /** Builds a model with these weights and decodes each task once. Our engines only. */
  | { readonly type: 'load-decoder'; readonly case: CaseMessage; readonly weightsFile: string }
  /** The time of so many runs of a task, each by itself. */
  | { readonly type: 'decode'; readonly task: DecodingTask; readonly runs: number }
  /** The most memory that the process has held so far. */
  | { readonly type: 'memory' };

export const helloSchema = z.object({ program: z.string(), version: z.string() });
export type Hello = z.output<typeof helloSchema>;

export const loadedSchema = z.object({ firstStepMs: z.number().min(0) });
/** A loss that is no number arrives as null (JSON has no NaN), Python's as the bare word: both mean disagreement. */
export const lossesSchema = z.object({ losses: z.array(z.number().nullable()) });
export const timesSchema = z.object({ stepsMs: z.array(z.number().min(0)).min(1), cpuMs: z.number().min(0) });
export const decodedSchema = z.object({ runsMs: z.array(z.number().min(0)).min(1) });
export const memorySchema = z.object({ peakBytes: z.number().min(0) });
export const refusalSchema = z.union([
  z.object({ unsupported: z.string() }),
  z.object({ error: z.string() }),
]);
