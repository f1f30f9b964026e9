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

/** What a training will cost. Answering blocks the process for seconds: it is asked of one that is there for nothing else. */
export const estimateCostRequestSchema = z.object({
  type: z.literal('estimate-cost'),
  configFile: z.string(),
  configText: z.string(),
  engine: z.enum(['auto', 'tensorflow', 'wasm']),
  /** Default: the engine's own choice. */
  threads: z.int().min(1).optional(),
});
export type EstimateCostRequest = z.output<typeof estimateCostRequestSchema>;

export const modellingRequestSchema = z.discriminatedUnion('type', [
  describeRequestSchema,
  estimateCostRequestSchema,
]);
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

export const costEstimateSchema = z.object({
  parameterCount: z.int(),
  /** What was run for the estimate. */
  engine: z.string(),
  threads: z.int(),
  batchesPerEpoch: z.int(),
  /** Different shapes of batches. */
  shapes: z.int(),
  /** The most steps and epochs there will be. */
  steps: z.int(),
  epochs: z.number(),
  /** Whether a training may end before that, because it no longer improves. */
  mayEndEarlier: z.boolean(),
  /** Training alone. */
  secondsPerEpoch: z.number(),
  validations: z.int(),
  secondsPerValidation: z.number(),
  /** Until the step of one shape has been made and run for the first time. */
  firstRunSeconds: z.number(),
  /** Everything together. */
  seconds: z.number(),
  /** Memory of the training process. */
  bytes: z.int(),
  /** Whether the batches that were run are of the largest shape; otherwise what that takes more is estimated. */
  bytesAre: z.enum(['measured', 'partly-estimated']),
});
export type CostEstimate = z.output<typeof costEstimateSchema>;

export const modellingReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('described'), description: modelDescriptionSchema }),
  /** There is no model to describe (yet): the sentence says why. */
  z.object({
    type: z.literal('undescribed'),
    reason: z.string(),
    /** Of the config, from 1, where there is one to blame. */
    line: z.int().optional(),
  }),
  z.object({ type: z.literal('cost'), cost: costEstimateSchema }),
]);
export type ModellingReply = z.output<typeof modellingReplySchema>;
