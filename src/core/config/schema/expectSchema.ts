import { z } from 'zod';
import { metric } from './metricSchema';
import { choice, positiveInt } from './parts';

export const expectedSplit = choice({
  train: 'The pairs that the model was trained on: can it learn at all?',
  dev: 'The pairs of the validations, by which the best checkpoint was chosen',
  test: 'Pairs that had no part in training',
});

/** One expectation as it is written: its keys say which kind it is, and `expectRules.ts` that they fit together. */
export const expectationSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe('How the test is called. Default: what is expected, as in "abc → cba".'),
  input: z
    .string()
    .optional()
    .describe('A source to decode; of a language model the text to continue. Stands with output.'),
  output: z
    .string()
    .optional()
    .describe('What decoding the input must write, from the first to the last character.'),
  among: positiveInt
    .max(100)
    .default(1)
    .describe(
      'The output must be one of so many hypotheses, best first, of a beam of at least that size. Default 1: the best one.',
    ),
  metric: metric
    .optional()
    .describe(
      'What is measured of a whole split, as `evaluate` does it. Stands with at_least, at_most or both.',
    ),
  at_least: z.number().optional().describe('Least value of the metric. Shares are written from 0 to 1.'),
  at_most: z.number().optional().describe('Greatest value of the metric. Shares are written from 0 to 1.'),
  split: expectedSplit
    .optional()
    .describe(
      'Which pairs are measured: "train", "dev" or "test". Default: test if data.test is given, else dev.',
    ),
});

export const expectSchema = z
  .array(expectationSchema)
  .max(1000)
  .default([])
  .describe(
    'Tests of the trained model, in the Test Explorer and by `seq2seq-lab test RUN`; training takes no notice of them. Outputs for inputs, `{"input": "1 May 1990", "output": "1990-05-01"}`, and bounds of metrics, `{"metric": "sequence_accuracy", "at_least": 0.95}`. Default []: none.',
  );
