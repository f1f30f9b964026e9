import { choice } from './parts';

/** Metrics of a validation. The direction (smaller or larger is better) belongs to the metric: see `metricDirection`. */
export const metric = choice({
  loss: 'Cross-entropy per target token; smaller is better',
  perplexity: 'exp(loss); smaller is better',
  token_accuracy: 'Right tokens under teacher forcing; larger is better',
  sequence_accuracy: 'Targets right from first to last token; larger is better',
  bleu: 'BLEU as sacreBLEU computes it, 0 to 100; larger is better',
  chrf: 'chrF2 as sacreBLEU computes it, 0 to 100; larger is better',
  edit_distance: 'Character edits per character of the longer text, 0 to 1; smaller is better',
});
export const metricNames = metric.options;
/** Metrics of decoded text that are measured only where asked: they take time. */
export const textMetricNames = ['bleu', 'chrf', 'edit_distance'] as const satisfies readonly MetricName[];

export type MetricName = (typeof metricNames)[number];
export type TextMetricName = (typeof textMetricNames)[number];

export { metricDirection } from './metricDirection';
