import { z } from 'zod';
import { graphEdgeKinds, graphMarks, graphNodeKinds } from '../core/model/graphTypes';

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

const configPathSchema = z.array(z.union([z.string(), z.number()]));

const graphNodeSchema = z.object({
  id: z.string(),
  kind: z.enum(graphNodeKinds),
  column: z.enum(['encoder', 'middle', 'decoder']),
  index: z.int().optional(),
  detail: z.string(),
  outputShape: z.string(),
  parameterCount: z.int(),
  marks: z.array(z.enum(graphMarks)),
  path: configPathSchema,
  related: z.array(configPathSchema),
});

const graphEdgeSchema = z.object({ from: z.string(), to: z.string(), kind: z.enum(graphEdgeKinds) });

/** A model as a graph, see `ModelGraph`. */
export const modelDescriptionSchema = z.object({
  parameterCount: z.int(),
  nodes: z.array(graphNodeSchema),
  edges: z.array(graphEdgeSchema),
});
export type ModelDescription = z.output<typeof modelDescriptionSchema>;
export type DescribedNode = ModelDescription['nodes'][number];
export type DescribedEdge = ModelDescription['edges'][number];

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
