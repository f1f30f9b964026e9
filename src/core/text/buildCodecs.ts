import type { DataConfig, SourceTextConfig, SpecialSymbols, TargetTextConfig } from '../config/schema';
import type { Pair } from '../data/pair';
import type { Codecs } from './codecs';
import { tokenize } from './tokenizer';
import { VocabularyCodec } from './vocabularyCodec';

type SideConfig = SourceTextConfig | TargetTextConfig;
type Counts = Map<string, number>;

/**
 * Builds the vocabularies from the training pairs: special symbols first (padding, unknown, begin, end), then tokens by
 * falling frequency, equal ones by code units. Pairs longer than `max_length` are never trained on and don't count.
 */
export function buildCodecs(
  data: DataConfig,
  trainingPairs: Iterable<Pick<Pair, 'source' | 'target'>>,
): Codecs {
  const { src, trg, share_vocab, special_symbols } = data;
  const sourceCounts: Counts = new Map();
  const targetCounts: Counts = share_vocab ? sourceCounts : new Map<string, number>();
  for (const pair of trainingPairs) {
    const source = tokenize(pair.source, src);
    const target = tokenize(pair.target, trg);
    if (source.length > src.max_length || target.length > trg.max_length) continue;
    count(source, sourceCounts);
    count(target, targetCounts);
  }
  const source = buildCodec(src, special_symbols, sourceCounts);
  return {
    source,
    target: share_vocab ? source : buildCodec(trg, special_symbols, targetCounts),
    sourceReverse: src.reverse,
    sourceEos: src.eos,
  };
}

function count(tokens: readonly string[], counts: Counts): void {
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
}

function buildCodec(side: SideConfig, symbols: SpecialSymbols, counts: Counts): VocabularyCodec {
  const { pad_token, unk_token, bos_token, eos_token } = symbols;
  // At word level prepared corpora spell the unknown token out: it must not get a second entry.
  if (side.level === 'word') counts.delete(unk_token);
  const tokens = [...counts]
    .filter(([, frequency]) => frequency >= side.voc_min_freq)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, side.voc_limit ?? counts.size)
    .map(([token]) => token);
  return new VocabularyCodec({
    level: side.level,
    lowercase: side.lowercase,
    padToken: pad_token,
    unkToken: unk_token,
    bosToken: bos_token,
    eosToken: eos_token,
    vocabulary: [pad_token, unk_token, bos_token, eos_token, ...tokens],
  });
}
