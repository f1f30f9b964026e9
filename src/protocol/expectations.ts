import { z } from 'zod';
import { metricNames } from '../core/config/schema';

/** What a model is tested for (`core/config/expectations.ts`), and what came of it. */
export const expectationSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    name: z.string(),
    input: z.string(),
    output: z.string(),
    among: z.int().min(1),
  }),
  z.object({
    type: z.literal('metric'),
    name: z.string(),
    metric: z.enum(metricNames),
    split: z.enum(['train', 'dev', 'test']),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  }),
]);

export const expectationOutcomeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    passed: z.boolean(),
    /** The output in the spelling that the model knows: lower case, single spaces, where its codec has that. */
    expected: z.string(),
    /** As many as count, best first. */
    hypotheses: z.array(z.object({ text: z.string(), logProbability: z.number(), finished: z.boolean() })),
    /** Tokens of the input that the vocabulary lacks. */
    unknownTokens: z.array(z.string()),
  }),
  z.object({
    type: z.literal('metric'),
    passed: z.boolean(),
    value: z.number(),
    /** The 95 % confidence interval. */
    low: z.number(),
    high: z.number(),
    pairs: z.int(),
  }),
  /** It can't be tested; one sentence says why. */
  z.object({ type: z.literal('refused'), message: z.string() }),
]);
export type ExpectationOutcome = z.output<typeof expectationOutcomeSchema>;
