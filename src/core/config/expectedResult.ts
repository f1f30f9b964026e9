import { z } from 'zod';
import { parseGalleryJson } from './parseGalleryJson';
import { metricDirection, metricNames } from './schema';
import type { MetricName } from './schema';

/** Metrics of one kind of task, beside those of a config; and which values of them are better. */
const taskMetrics = {
  bits_per_sequence: 'minimize',
  bracket_f1: 'maximize',
  malformed_trees: 'minimize',
  hull_accuracy: 'maximize',
  valid_hulls: 'maximize',
  hull_area: 'maximize',
  valid_tours: 'maximize',
  tour_excess: 'minimize',
  triangulation_accuracy: 'maximize',
  triangle_coverage: 'maximize',
  molecule_top1: 'maximize',
  molecule_top5: 'maximize',
  invalid_molecules: 'minimize',
} as const satisfies Record<string, Direction>;
type Direction = 'minimize' | 'maximize';
type TaskMetricName = keyof typeof taskMetrics;

/** Metrics that claims can be about. */
export type ResultMetricName = MetricName | TaskMetricName;
export const resultMetricNames: readonly ResultMetricName[] = [
  ...metricNames,
  ...(Object.keys(taskMetrics) as TaskMetricName[]),
];

/** Config keys to set: by their path, such as `model.decoder.attention`; null takes a key away. */
const overrides = z.record(z.string().regex(/^[^.\s]+(\.[^.\s]+)*$/), z.json());
export type Overrides = z.output<typeof overrides>;

const metric = z.enum(resultMetricNames);
const variant = z.string().min(1);
/** Only sources of so many tokens: sequence accuracy, and metrics of points. Default: all. */
const length = z.int().min(1).optional();
/** How it was measured that this holds; without it the claim is told, but nothing fails for it. */
const measured = z.string().min(1).optional();
/** The number of a publication: only one that is of this metric and this task. */
const published = z.strictObject({ value: z.number(), source: z.string().min(1) }).optional();

/** What must hold. Each type has its file in `src/cli/reproduce/claims`. */
const claimSchema = z.discriminatedUnion('type', [
  /** The metric lies between two numbers, for `atLeast` of the seeds (all of them unless said). */
  z.strictObject({
    type: z.literal('band'),
    metric,
    length,
    variant: variant.optional(),
    low: z.number(),
    high: z.number(),
    atLeast: z.int().min(1).optional(),
    published,
    measured,
  }),
  /** The metric is told beside what was published; there is nothing that it must be. */
  z.strictObject({ type: z.literal('reported'), metric, length, variant: variant.optional(), published }),
  /**
   * One variant is better than another, beyond what chance explains: their 95 % intervals don't overlap. At every length:
   * not worse than chance explains for any, by sequence accuracy.
   */
  z.strictObject({
    type: z.literal('better'),
    metric,
    variant,
    than: variant,
    atEveryLength: z.literal(true).optional(),
    measured,
  }),
  /** One variant's lead in sequence accuracy is larger for the longer half of the sources than for the shorter half. */
  z.strictObject({ type: z.literal('gap-grows'), variant, than: variant, measured }),
  /** One variant needs fewer steps than another until the dev split's metric is this good. */
  z.strictObject({
    type: z.literal('sooner'),
    metric: z.enum(metricNames),
    value: z.number(),
    variant,
    than: variant,
    measured,
  }),
  /** The dev loss turns while the training loss goes on falling; early stopping ends it, and the turn is the best checkpoint. */
  z.strictObject({ type: z.literal('overfits'), variant: variant.optional(), measured }),
  /** The metric can't be told from that of guessing: its 95 % interval holds the value. */
  z.strictObject({
    type: z.literal('chance'),
    metric,
    variant: variant.optional(),
    value: z.number(),
    measured,
  }),
  /**
   * Of `count` seeds from 0 on, trained at once, so many solve the dev split: as many as of a reference's own seeds, which
   * Fisher's exact test can't tell from it (p > 0.001), and at least `atLeast`.
   */
  z.strictObject({
    type: z.literal('solve-rate'),
    variant: variant.optional(),
    count: z.int().min(1),
    atLeast: z.int().min(1).optional(),
    /** What another implementation comes to, and how that was found. */
    reference: z
      .strictObject({ solved: z.int().min(0), count: z.int().min(1), source: z.string().min(1) })
      .optional(),
    measured,
  }),
]);

/** What `gallery/NAME/expected.json` says: what is trained, and what must then hold on the test split. */
const expectedSchema = z
  .strictObject({
    /** Models to compare, by name: the config with these keys set. Default: the config as it is. */
    variants: z.record(variant, overrides).optional(),
    /** Every variant is trained once with each. Default: the config's `random_seed`. */
    seeds: z.array(z.int().min(0)).min(1).optional(),
    /** How long all trainings together took where the claims were measured. */
    seconds: z.number().positive().optional(),
    claims: z.array(claimSchema).min(1),
    /** `gallery reproduce --quick`: the config's training loss, mean of steps 21 to 30, one thread of the wasm engine. */
    quick: z.strictObject({ loss: z.number() }).optional(),
    /** `gallery reproduce --long`: keys to set for the budget of the publication. */
    long: overrides.optional(),
  })
  .superRefine(({ variants = {}, claims }, context) => {
    claims.forEach((claim, index) => {
      const named = [claim.variant, 'than' in claim ? claim.than : undefined];
      for (const name of named)
        if (name !== undefined && !(name in variants))
          context.addIssue({
            code: 'custom',
            path: ['claims', index],
            message: `there is no variant ${JSON.stringify(name)}: ${Object.keys(variants).join(', ')}`,
          });
      if (claim.type === 'band' && claim.low >= claim.high)
        context.addIssue({ code: 'custom', path: ['claims', index, 'low'], message: 'not below high' });
    });
  });

export type ExpectedResult = z.output<typeof expectedSchema>;
export type Claim = ExpectedResult['claims'][number];
export type ClaimType = Claim['type'];
export type ClaimOf<Type extends ClaimType> = Extract<Claim, { type: Type }>;

/** Reads the text of an `expected.json`. Throws when it is malformed, naming the entry. */
export function parseExpectedResult(name: string, text: string): ExpectedResult {
  return parseGalleryJson(expectedSchema, `${name}/expected.json`, text);
}

/** Whether a smaller or a larger value of a result's metric is better. */
export function resultDirection(name: ResultMetricName): Direction {
  return isTaskMetric(name) ? taskMetrics[name] : metricDirection(name);
}

function isTaskMetric(name: ResultMetricName): name is TaskMetricName {
  return name in taskMetrics;
}
