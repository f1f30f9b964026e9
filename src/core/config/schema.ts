import { z } from 'zod';
import { dataSchema, type specialSymbolsSchema } from './schema/dataSchema';
import { expectSchema, type expectationSchema } from './schema/expectSchema';
import type { generatorSchema } from './schema/generatorSchema';
import { textMetricNames, type MetricName, type TextMetricName } from './schema/metricSchema';
import { modelSchema } from './schema/modelSchema';
import { sweepSchema } from './schema/sweepSchema';
import { taskSchema } from './schema/taskSchema';
import { testingSchema } from './schema/testingSchema';
import { trainingSchema } from './schema/trainingSchema';

export { dataSchema, modelSchema, trainingSchema };
export { metricDirection, metricNames, textMetricNames } from './schema/metricSchema';
export type { MetricName, TextMetricName } from './schema/metricSchema';
export { bleuTokenizerNames } from './schema/testingSchema';

/**
 * The one description of a `NAME.s2s.json`. Types, defaults, the JSON Schema of the editor and the first half of the
 * diagnostics all come from here; what a schema can't say (missing files, keys that contradict each other) is in
 * `diagnoseSemantics.ts` and `diagnoseFiles.ts`. Names follow JoeyNMT's configuration first. No key without an effect: an unknown key is an error.
 */
export const configSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('Address of the JSON Schema; the editor attaches it by itself. Default: none.'),
    name: z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
        'must be 1 to 64 letters, digits, spaces, dots, dashes or underscores, a letter or digit first',
      )
      .optional()
      .describe('Name of the experiment and of its runs. Default: the file name without .s2s.json.'),
    random_seed: z
      .int()
      .min(0)
      .max(0x7fffffff)
      .default(42)
      .describe('Seed of initial weights, data order, dropout and generators. Default 42.'),
    task: taskSchema,
    data: dataSchema,
    model: modelSchema.prefault({}),
    training: trainingSchema,
    testing: testingSchema,
    sweep: sweepSchema,
    expect: expectSchema,
  })
  .describe('A sequence-to-sequence experiment: data, model, training, decoding.');

/** A config as written: every key with a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** A resolved config: defaults filled in. `config.s2s.json` of a run folder holds this. */
export type Config = z.output<typeof configSchema>;
export type Task = Config['task'];
export type DataConfig = Config['data'];
export type SourceTextConfig = DataConfig['src'];
export type TargetTextConfig = DataConfig['trg'];
export type SplitSource = DataConfig['train'];
export type GeneratorConfig = z.output<typeof generatorSchema>;
export type SpecialSymbols = z.output<typeof specialSymbolsSchema>;
export type ModelConfig = Config['model'];
export type EncoderConfig = ModelConfig['encoder'];
export type DecoderConfig = ModelConfig['decoder'];
export type AttentionConfig = DecoderConfig['attention'];
export type AttentionType = AttentionConfig['type'];
export type RnnType = EncoderConfig['rnn_type'];
export type TrainingConfig = Config['training'];
export type WrittenExpectation = z.output<typeof expectationSchema>;
export type TestingConfig = Config['testing'];
export type SweepConfig = NonNullable<Config['sweep']>;
export type BleuTokenizer = TestingConfig['sacrebleu_cfg']['tokenize'];

export type Condition = NonNullable<DecoderConfig['condition']>;

/** The `condition` in force: the configured one, or what the attention type implies. */
export function effectiveCondition(decoder: Pick<DecoderConfig, 'condition' | 'attention'>): Condition {
  if (decoder.condition !== undefined) return decoder.condition;
  const { type } = decoder.attention;
  if (type === 'none') return 'init';
  return type === 'bahdanau' || type === 'glimpse' ? 'par' : 'merge';
}

/** The metric that picks the best checkpoint. A language model has no sequence to get right: there it is the loss. */
export function bestMetric(training: TrainingConfig, task: Task = 'translation'): MetricName {
  const usual = task === 'language_model' ? 'loss' : 'sequence_accuracy';
  return training.best_metric ?? training.early_stopping?.metric ?? usual;
}

/** The metrics of decoded text that a validation measures: those asked for, and those that decide something. */
export function validationTextMetrics({
  task,
  training,
  testing,
}: Pick<Config, 'task' | 'training' | 'testing'>): TextMetricName[] {
  const wanted = [...testing.eval_metrics, bestMetric(training, task), training.early_stopping?.metric];
  return textMetricNames.filter((name) => wanted.includes(name));
}
