import { z } from 'zod';
import { expectationOutcomeSchema, expectationSchema } from './expectations';

/**
 * Between the extension host and the inference process, over the fork's own channel (structured clone). Every request has
 * an id and gets exactly one reply, which may carry an error.
 */
export const decodeRequestSchema = z.object({
  type: z.literal('decode'),
  runFolder: z.string(),
  checkpoint: z.enum(['best', 'last']),
  sources: z.array(z.string()),
  /** What the paths of pictures may be relative to, for models that read them; default none. */
  folders: z.array(z.string()).default([]),
  beamSize: z.int().min(1).optional(),
  nBest: z.int().min(1).optional(),
  /** Target text that every hypothesis must begin with; default: what the config of the run says. */
  prefix: z.string().optional(),
  attention: z.boolean(),
});

/** How well a model knows given pairs: the loss of their targets, and what it writes for their sources itself. */
export const scorePairsRequestSchema = z.object({
  type: z.literal('score-pairs'),
  runFolder: z.string(),
  checkpoint: z.enum(['best', 'last']),
  pairs: z.array(z.object({ source: z.string(), target: z.string() })),
  /** As for `decode`. */
  folders: z.array(z.string()).default([]),
});

export const checkRequestSchema = z.object({
  type: z.literal('check'),
  runFolder: z.string(),
  checkpoint: z.enum(['best', 'last']),
  expectations: z.array(expectationSchema),
});

export const inferenceRequestSchema = z.discriminatedUnion('type', [
  decodeRequestSchema,
  scorePairsRequestSchema,
  checkRequestSchema,
  /** Engines that load in this process, and why others do not. */
  z.object({ type: z.literal('engines') }),
]);
export type InferenceRequest = z.output<typeof inferenceRequestSchema>;
export type DecodeRequest = z.output<typeof decodeRequestSchema>;
export type ScorePairsRequest = z.output<typeof scorePairsRequestSchema>;
export type CheckRequest = z.output<typeof checkRequestSchema>;

export const attentionMapSchema = z.object({
  rows: z.int(),
  columns: z.int(),
  values: z.instanceof(Float32Array),
});

export const hypothesisSchema = z.object({
  text: z.string(),
  tokens: z.array(z.string()),
  tokenLogProbabilities: z.array(z.number()),
  logProbability: z.number(),
  score: z.number(),
  finished: z.boolean(),
  attention: attentionMapSchema.optional(),
});

/** One source decoded, or the reason why it could not be (too long, empty…). */
export const decodedLineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('decoded'),
    source: z.string(),
    sourceTokens: z.array(z.string()),
    /** The grid of `sourceTokens` on a picture. */
    regions: z.object({ rows: z.int().min(1), columns: z.int().min(1) }).optional(),
    unknownTokens: z.array(z.string()),
    hypotheses: z.array(hypothesisSchema).min(1),
  }),
  z.object({ type: z.literal('refused'), source: z.string(), message: z.string() }),
]);
export type DecodedLine = z.output<typeof decodedLineSchema>;

/** One pair scored, or the reason why it could not be. */
export const scoredPairSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('scored'),
    /** Of the target, the end symbol included. */
    tokens: z.array(z.string()),
    /** Nats of each of them under teacher forcing; finite. */
    tokenLosses: z.array(z.number()),
    /** Their mean. */
    loss: z.number(),
    /** Source tokens that the vocabulary lacks. */
    unknownTokens: z.array(z.string()),
    /** What greedy decoding writes; a language model has no source to decode. */
    hypothesis: z
      .object({
        text: z.string(),
        logProbability: z.number(),
        /** Whether it came to an end before the greatest length. */
        finished: z.boolean(),
        /** Whether it is exactly the target, in the spelling that the model knows. */
        right: z.boolean(),
      })
      .optional(),
  }),
  z.object({ type: z.literal('refused'), message: z.string() }),
]);
export type ScoredPair = z.output<typeof scoredPairSchema>;

export const engineReportSchema = z.object({
  name: z.enum(['tensorflow', 'wasm', 'eager']),
  available: z.boolean(),
  version: z.string().optional(),
  reason: z.string().optional(),
});
export type EngineReport = z.output<typeof engineReportSchema>;

export const inferenceReplySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('decoded'),
    lines: z.array(decodedLineSchema),
    elapsedMs: z.number(),
    engine: z.string(),
  }),
  z.object({
    type: z.literal('scored-pairs'),
    pairs: z.array(scoredPairSchema),
    elapsedMs: z.number(),
    engine: z.string(),
  }),
  z.object({
    type: z.literal('checked'),
    /** One for each expectation. */
    outcomes: z.array(expectationOutcomeSchema),
    /** Step of the checkpoint. */
    step: z.int(),
  }),
  z.object({ type: z.literal('engines'), engines: z.array(engineReportSchema) }),
]);
export type InferenceReply = z.output<typeof inferenceReplySchema>;
