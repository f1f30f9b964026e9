import { z } from 'zod';

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
  attention: z.boolean(),
});

export const inferenceRequestSchema = z.discriminatedUnion('type', [
  decodeRequestSchema,
  /** Engines that load in this process, and why others do not. */
  z.object({ type: z.literal('engines') }),
]);
export type InferenceRequest = z.output<typeof inferenceRequestSchema>;
export type DecodeRequest = z.output<typeof decodeRequestSchema>;

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
  z.object({ type: z.literal('engines'), engines: z.array(engineReportSchema) }),
]);
export type InferenceReply = z.output<typeof inferenceReplySchema>;
