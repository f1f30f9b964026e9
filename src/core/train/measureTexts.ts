import { validationTextMetrics, type Config } from '../config/schema';
import type { Pair } from '../data/pair';
import { makeHypothesis } from '../decode/makeHypothesis';
import type { SearchHypothesis } from '../decode/search';
import { corpusScore } from '../metrics/corpusMetric';
import { textMetricKeys, textMetrics, type TextMetricKey } from '../metrics/textMetrics';
import type { Codecs } from '../text/codecs';

/**
 * The metrics of decoded text that the config asks for. Hypotheses are compared with references in the codec's spelling
 * (composed, in lower case where the target is): the only one that they can have.
 */
export function measureTexts(
  config: Config,
  codecs: Codecs,
  decoded: readonly { readonly found: SearchHypothesis; readonly pair: Pair }[],
): Partial<Record<TextMetricKey, number>> {
  const names = validationTextMetrics(config);
  if (names.length === 0) return {};
  const { target } = codecs;
  const texts = decoded.map(({ found, pair }) => ({
    hypothesis: makeHypothesis(codecs, found).text,
    reference: target.detokenize(target.tokenize(pair.target)),
  }));
  const metrics = textMetrics(config);
  return Object.fromEntries(
    names.map((name) => [textMetricKeys[name], corpusScore(metrics[textMetricKeys[name]], texts)]),
  );
}
