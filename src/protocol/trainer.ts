import { z } from 'zod';
import {
  changeLineSchema,
  metricLineSchema,
  runGroupSchema,
  runManifestSchema,
  sampleLineSchema,
  validationLineSchema,
} from '../runs/manifest';

/**
 * Between a trainer process and whoever watches it (the extension host, the command line): one JSON object a line over a
 * local socket or named pipe whose path and token are in `run.json`. The watcher says `hello` first. Big arrays
 * (attention) are not sent: they are in the run folder by the time their event arrives.
 */
export const toTrainerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), token: z.string() }),
  /** Checkpoint, then exit with status `stopped`. */
  z.object({ type: z.literal('stop') }),
  /** Wait between two steps, with a checkpoint; the manifest says `pausedAt` once it does. */
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('continue') }),
  /** The rate of the next update; the schedule goes on from there, scaled. */
  z.object({ type: z.literal('set-learning-rate'), learningRate: z.number().positive() }),
  z.object({ type: z.literal('ping') }),
]);
export type ToTrainer = z.output<typeof toTrainerSchema>;

export const trainPhases = ['preparing', 'warming-up', 'training', 'validating', 'saving'] as const;

export const fromTrainerSchema = z.discriminatedUnion('type', [
  /** First answer to `hello`, and again whenever status, pause, best or engine change. */
  z.object({ type: z.literal('manifest'), manifest: runManifestSchema }),
  z.object({
    type: z.literal('phase'),
    phase: z.enum(trainPhases),
    progress: z.object({ done: z.number(), total: z.number() }).optional(),
  }),
  z.object({ type: z.literal('metrics'), point: metricLineSchema }),
  /** `samples.jsonl` and `snapshots/<step>.safetensors` are already written. */
  z.object({ type: z.literal('validation'), point: validationLineSchema, samples: sampleLineSchema }),
  z.object({ type: z.literal('checkpoint'), step: z.int(), best: z.boolean() }),
  z.object({ type: z.literal('change'), point: changeLineSchema }),
  z.object({ type: z.literal('warning'), message: z.string() }),
  z.object({ type: z.literal('refused'), message: z.string() }),
  z.object({ type: z.literal('pong') }),
]);
export type FromTrainer = z.output<typeof fromTrainerSchema>;

/** What the fork's own channel carries, once, to start the process. */
export const trainerStartSchema = z.object({
  type: z.literal('train'),
  configFile: z.string(),
  /** Unsaved text of the editor; undefined: read the file. */
  configText: z.string().optional(),
  /** Folder of the run; with `resume`, an existing one. */
  runFolder: z.string(),
  resume: z.boolean(),
  /** Folder of a run to train again, as it was: its config counts, not that of the file. */
  reproduces: z.string().optional(),
  /** The sweep or the ladder that it belongs to: `configText` is that of the variant. */
  group: runGroupSchema.optional(),
  engine: z.enum(['auto', 'tensorflow', 'wasm', 'eager']),
  nativePath: z.string().optional(),
  threads: z.int().min(1).optional(),
  /** `keepRunning`: go on when the parent is gone. `checkpointAndStop`: stop as if asked. */
  whenParentExits: z.enum(['keepRunning', 'checkpointAndStop']),
});
export type TrainerStart = z.output<typeof trainerStartSchema>;

/** The fork's answers: either the run is on disk and the socket listens, or it could not start. */
export const trainerStartedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), runFolder: z.string() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type TrainerStarted = z.output<typeof trainerStartedSchema>;
