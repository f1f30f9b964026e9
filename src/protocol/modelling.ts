import { z } from 'zod';

/**
 * Between the extension host and the modelling process, which answers what is asked about configs (the inference process
 * answers for trained models). Over the fork's own channel (structured clone): every request has an id and gets exactly one
 * reply, which may carry an error.
 */
export const describeRequestSchema = z.object({
  type: z.literal('describe'),
  /** Absolute path: what the paths of data files are relative to. */
  configFile: z.string(),
  /** The text of the editor, saved or not. */
  configText: z.string(),
});
export type DescribeRequest = z.output<typeof describeRequestSchema>;

export const modellingRequestSchema = z.discriminatedUnion('type', [describeRequestSchema]);
export type ModellingRequest = z.output<typeof modellingRequestSchema>;

export const layerSummarySchema = z.object({
  name: z.string(),
  outputShape: z.string(),
  parameterCount: z.int(),
});

export const modelDescriptionSchema = z.object({
  parameterCount: z.int(),
  layers: z.array(layerSummarySchema),
});
export type ModelDescription = z.output<typeof modelDescriptionSchema>;

export const modellingReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('described'), description: modelDescriptionSchema }),
  /** There is no model to describe (yet): the sentence says why. */
  z.object({
    type: z.literal('undescribed'),
    reason: z.string(),
    /** Of the config, from 1, where there is one to blame. */
    line: z.int().optional(),
  }),
]);
export type ModellingReply = z.output<typeof modellingReplySchema>;
