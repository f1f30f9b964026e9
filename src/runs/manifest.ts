import { z } from 'zod';
import { metricNames } from '../core/config/schema';

/**
 * `run.json`: what a run is and how it stands. The run folder is the truth of a run: whoever wants to know reads it.
 *
 * .s2s/runs/<id>/
 *   run.json                      this manifest
 *   config.s2s.json               the resolved config
 *   codecs.json                   vocabularies of both sides (SerializedCodecs)
 *   metrics.jsonl                 one MetricLine, ValidationLine or ChangeLine a line; a torn last line is ignored
 *   samples.jsonl                 one SampleLine a line: the probe set at every validation
 *   snapshots/<step>.safetensors  attention of the probe set: tensor `<index>` `[rows, columns]`
 *   checkpoints/<step>/           weights.safetensors, optimizer.safetensors, state.json
 *   best, last                    text files naming a checkpoint (its step)
 *   trainer.log                   what the trainer process printed
 *   notes.json                    star and note of people (RunNotes); the trainer leaves it alone
 */
export const runFormatVersion = 1;

export const runStatuses = ['preparing', 'running', 'finished', 'stopped', 'failed'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const learningRateChangeSchema = z.object({
  /** Updates made before it. */
  step: z.int().min(0),
  learningRate: z.number(),
  /** What the schedule of the config had for the next update. */
  scheduled: z.number(),
});

export const reproductionVerdicts = ['identical', 'close', 'different', 'incomplete'] as const;

/** How a run that was trained again compares with the original. */
export const reproductionSchema = z.object({
  verdict: z.enum(reproductionVerdicts),
  /** Training points and validations that both runs have. */
  points: z.int().min(0),
  /** Last step of the original, and of the run that reproduces it. */
  originalStep: z.int().min(0),
  step: z.int().min(0),
  /** The first step at which they differ, and by how much they do at most: relative, or absolute below 1. */
  differsFrom: z.int().optional(),
  largestDifference: z.number().optional(),
  /** What was not the same when they were computed. */
  reasons: z.array(z.object({ what: z.string(), original: z.string(), now: z.string() })),
});
export type Reproduction = z.output<typeof reproductionSchema>;

export const runGroupKinds = ['sweep', 'ladder'] as const;

/** That a run is one of several variants of a config, which are compared. */
export const runGroupSchema = z.object({
  kind: z.enum(runGroupKinds),
  /** The same for all of them. */
  id: z.string().min(1),
  /** Place among them, from 0, and how many there were to be when it began. */
  index: z.int().min(0),
  size: z.int().min(1),
  /** What sets it apart, as in `hidden_size=64` or `gru`. */
  variant: z.string().min(1),
  /** What of the config it changes, by dotted path. */
  values: z.record(z.string(), z.unknown()),
  /** Of the config that it is trained with: who has the same would be the same run. */
  fingerprint: z.string(),
});
export type RunGroup = z.output<typeof runGroupSchema>;

export const runManifestSchema = z.object({
  version: z.int().min(1),
  id: z.string().min(1),
  name: z.string().min(1),
  /** Absolute path of the config file the run was started from; data paths are relative to its folder. */
  configFile: z.string(),
  status: z.enum(runStatuses),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  finishedAt: z.string().optional(),
  engine: z.object({
    name: z.enum(['tensorflow', 'wasm', 'eager']),
    version: z.string(),
    threads: z.int(),
    reason: z.string(),
  }),
  /** Versions that matter for reproducing: product, node, tfjs. */
  versions: z.record(z.string(), z.string()),
  seed: z.int(),
  parameterCount: z.int(),
  /** By split name: sha256 of the data and the number of pairs. */
  data: z.record(z.string(), z.object({ source: z.string(), sha256: z.string(), pairs: z.int() })),
  step: z.int(),
  epoch: z.number(),
  totalSteps: z.int().optional(),
  stepsPerEpoch: z.int(),
  elapsedMs: z.number(),
  best: z.object({ metric: z.enum(metricNames), value: z.number(), step: z.int() }).optional(),
  stopReason: z
    .enum(['updates', 'epochs', 'early-stopping', 'learning-rate-min', 'stopped', 'diverged'])
    .optional(),
  /** One sentence for people when the run failed or diverged. */
  message: z.string().optional(),
  /** Since when it waits to go on; only while it does. Its status is that of before. */
  pausedAt: z.string().optional(),
  /** Learning rates that were set by hand while it was being trained, by rising step. */
  learningRateChanges: z.array(learningRateChangeSchema).readonly().optional(),
  /** Id of the run, in the same folder of runs, that this one was trained to reproduce. */
  reproduces: z.string().optional(),
  /** How it compares with that run, once it has ended. */
  reproduction: reproductionSchema.optional(),
  /** The sweep or the ladder that it belongs to. */
  group: runGroupSchema.optional(),
  /** While running: who trains, and where it listens. */
  process: z
    .object({
      pid: z.int(),
      /** Start time of that process as the system tells it, so that a reused pid is not mistaken for it. */
      startedAt: z.string(),
      socket: z.string(),
      token: z.string(),
    })
    .optional(),
});
export type RunManifest = z.output<typeof runManifestSchema>;

/**
 * How a run stands as seen from outside: the manifest's status, or `crashed` when it says running but its process is gone.
 */
export type ObservedStatus = RunStatus | 'crashed';

const metricFields = {
  step: z.int(),
  epoch: z.number(),
  elapsedMs: z.number(),
  loss: z.number(),
  perplexity: z.number(),
  tokenAccuracy: z.number(),
};

export const metricLineSchema = z.object({
  kind: z.literal('train'),
  ...metricFields,
  learningRate: z.number(),
  gradientNorm: z.number(),
  tokensPerSecond: z.number(),
  tensors: z.int(),
});

export const validationLineSchema = z.object({
  kind: z.literal('dev'),
  ...metricFields,
  sequenceAccuracy: z.number(),
  bleu: z.number().optional(),
  chrf: z.number().optional(),
  editDistance: z.number().optional(),
  pairs: z.int(),
  best: z.boolean(),
});

/** How a picture came about: a digit of ink for each pixel, after every step. */
const pictureStepsSchema = z.object({
  width: z.int().min(1),
  height: z.int().min(1),
  steps: z.array(z.string()).readonly(),
  reference: z.string(),
});
export type PictureSteps = z.output<typeof pictureStepsSchema>;

const byHandFields = { kind: z.literal('change'), step: z.int(), epoch: z.number(), elapsedMs: z.number() };

/** What somebody did to the training: the rate of the update after `step`, or a pause there. */
export const changeLineSchema = z.discriminatedUnion('change', [
  z.object({
    ...byHandFields,
    change: z.literal('learning-rate'),
    learningRate: z.number(),
    previous: z.number(),
    scheduled: z.number(),
  }),
  z.object({ ...byHandFields, change: z.literal('paused') }),
  z.object({ ...byHandFields, change: z.literal('continued'), pausedMs: z.number() }),
]);
export type ChangeLine = z.output<typeof changeLineSchema>;

export const metricsFileLineSchema = z.discriminatedUnion('kind', [
  metricLineSchema,
  validationLineSchema,
  changeLineSchema,
]);
export type MetricLine = z.output<typeof metricLineSchema>;
export type ValidationLine = z.output<typeof validationLineSchema>;
export type MetricsFileLine = z.output<typeof metricsFileLineSchema>;

/** The grid of `sourceTokens` on a picture. */
const regionsSchema = z.object({ rows: z.int().min(1), columns: z.int().min(1) });

export const sampleSchema = z.object({
  index: z.int(),
  source: z.string(),
  reference: z.string(),
  hypothesis: z.string(),
  correct: z.boolean(),
  sourceTokens: z.array(z.string()),
  regions: regionsSchema.optional(),
  hypothesisTokens: z.array(z.string()),
  logProbability: z.number(),
  picture: pictureStepsSchema.optional(),
});
export const sampleLineSchema = z.object({ step: z.int(), samples: z.array(sampleSchema) });
export type Sample = z.output<typeof sampleSchema>;
export type SampleLine = z.output<typeof sampleLineSchema>;
