import type { DataConfig } from '../config/schema';
import { encodeSourceFeatures, encodeSourceTokens, encodeTargetTokens } from '../text/encodeText';
import type { Codecs } from '../text/codecs';
import type { Example } from './batch';
import type { Pair } from './pair';

/** Encoded pairs, and how many were left out for their length. */
export interface EncodedPairs {
  readonly examples: readonly Example[];
  /** Pairs longer than `max_length` on either side. */
  readonly tooLong: readonly Pair[];
}

/** Encodes pairs; those longer than `data.src.max_length` or `data.trg.max_length` are left out and reported. */
export function makeExamples(
  codecs: Codecs,
  pairs: readonly Pair[],
  limits: {
    readonly src: Pick<DataConfig['src'], 'max_length'>;
    readonly trg: Pick<DataConfig['trg'], 'max_length'>;
  },
): EncodedPairs {
  const examples: Example[] = [];
  const tooLong: Pair[] = [];
  for (const pair of pairs) {
    const source = codecs.source.tokenize(pair.source);
    const target = codecs.target.tokenize(pair.target);
    if (source.length > limits.src.max_length || target.length > limits.trg.max_length) tooLong.push(pair);
    else examples.push(encodeTokens(codecs, source, target, pair));
  }
  return { examples, tooLong };
}

/** Encodes one pair, however long. */
export function encodePair(codecs: Codecs, pair: Pair): Example {
  return encodeTokens(codecs, codecs.source.tokenize(pair.source), codecs.target.tokenize(pair.target), pair);
}

function encodeTokens(
  codecs: Codecs,
  source: readonly string[],
  target: readonly string[],
  pair: Pair,
): Example {
  const sourceIds = encodeSourceTokens(codecs, source);
  const sourceFeatures = encodeSourceFeatures(codecs, source);
  return {
    sourceIds,
    ...(sourceFeatures === undefined ? {} : { sourceFeatures }),
    targetIds: encodeTargetTokens(codecs.target, target, pair.continues !== true),
    pair,
  };
}
