import type { Config, TextMetricName } from '../config/schema';
import { bleu } from './bleu';
import { chrf } from './chrf';
import type { CorpusMetric } from './corpusMetric';
import { editDistance } from './editDistance';

/** Names of the text metrics in validation points and results; by their names in the config. */
export const textMetricKeys = {
  bleu: 'bleu',
  chrf: 'chrf',
  edit_distance: 'editDistance',
} as const satisfies Readonly<Record<TextMetricName, string>>;
export type TextMetricKey = (typeof textMetricKeys)[TextMetricName];

/** The metrics of decoded text as a config wants them. A target in lower case is compared in lower case. */
export function textMetrics({
  data,
  testing,
}: Pick<Config, 'data' | 'testing'>): Readonly<Record<TextMetricKey, CorpusMetric>> {
  const { lowercase } = data.trg;
  const { tokenize } = testing.sacrebleu_cfg;
  return { bleu: bleu({ tokenize, lowercase }), chrf: chrf({ lowercase }), editDistance };
}
