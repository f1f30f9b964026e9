import { pictureFormat } from '../config/pictureFormat';
import type { DataConfig, SourceTextConfig, TargetTextConfig, Task } from '../config/schema';
import type { Pair } from './pair';
import { splitWords } from '../text/bpe/bpeText';
import { learnBpe } from '../text/bpe/learnBpe';
import type { Merge } from '../text/bpe/merges';
import { WordSegmenter } from '../text/bpe/wordSegmenter';
import type { Codecs } from '../text/codecs';
import { distinctSpecials } from '../text/distinctSpecials';
import { restoreCodec } from '../text/restoreCodec';
import type { TextCodec } from '../text/textCodec';
import { tokenize } from '../text/tokenizer';

type SideConfig = SourceTextConfig | TargetTextConfig;
type Counts = Map<string, number>;

/** Merges of byte pair encoding that are known beforehand: those of each side's `codes_file`. */
export interface KnownMerges {
  readonly source?: readonly Merge[] | undefined;
  readonly target?: readonly Merge[] | undefined;
}

export interface CodecOptions {
  /** Default "translation". The source of a language model is empty, without an end symbol. */
  readonly task?: Task;
  /** Default: merges are learned. */
  readonly merges?: KnownMerges;
}

/** Merges that are learned unless `bpe_merges` says how many. */
const defaultMerges = 1000;

/**
 * Builds the vocabularies from the training pairs: special symbols first (padding, unknown, begin, end), then tokens by
 * falling frequency, equal ones by code units. Pairs longer than `max_length` are never trained on and don't count.
 */
export function buildCodecs(
  data: DataConfig,
  trainingPairs: readonly Pick<Pair, 'source' | 'target'>[],
  { task = 'translation', merges: read = {} }: CodecOptions = {},
): Codecs {
  const { src, trg, share_vocab } = data;
  const merges = mergesOf(data, trainingPairs, read);
  const splitSource = splitter(src, merges.source);
  const splitTarget = splitter(trg, merges.target);
  const sourceCounts: Counts = new Map();
  const targetCounts: Counts = share_vocab ? sourceCounts : new Map<string, number>();
  for (const pair of trainingPairs) {
    const source = splitSource(pair.source);
    const target = splitTarget(pair.target);
    if (source.length > src.max_length || target.length > trg.max_length) continue;
    if (src.level !== 'vector' && src.level !== 'image') count(source, sourceCounts);
    if (trg.level !== 'pointer') count(target, targetCounts);
  }
  const source = buildCodec(src, data, sourceCounts, merges.source);
  return {
    source,
    target: share_vocab ? source : buildCodec(trg, data, targetCounts, merges.target),
    sourceReverse: src.reverse,
    sourceEos: src.eos && task !== 'language_model',
  };
}

function count(tokens: readonly string[], counts: Counts): void {
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
}

function buildCodec(
  side: SideConfig,
  { special_symbols, src }: DataConfig,
  counts: Counts,
  merges: readonly Merge[] = [],
): TextCodec {
  const { pad_token, unk_token, bos_token, eos_token } = special_symbols;
  const symbols = { padToken: pad_token, unkToken: unk_token, bosToken: bos_token, eosToken: eos_token };
  const { lowercase } = side;
  const vocabulary = (): string[] => [
    ...distinctSpecials(symbols),
    ...frequentTokens(side, counts, unk_token),
  ];
  switch (side.level) {
    case 'vector':
      return restoreCodec({ ...symbols, level: side.level, vectorSize: side.vector_size });
    case 'pointer':
      return restoreCodec({ ...symbols, level: side.level, positions: src.max_length });
    case 'image':
      return restoreCodec({ ...symbols, level: side.level, ...pictureFormat(side) });
    case 'bpe':
      return restoreCodec({ ...symbols, level: side.level, lowercase, merges, vocabulary: vocabulary() });
    case 'char':
    case 'word':
    case 'smiles':
      return restoreCodec({ ...symbols, level: side.level, lowercase, vocabulary: vocabulary() });
  }
}

function frequentTokens(side: SideConfig, counts: Counts, unkToken: string): string[] {
  // At word level prepared corpora spell the unknown token out: it must not get a second entry.
  if (side.level === 'word') counts.delete(unkToken);
  return [...counts]
    .filter(([, frequency]) => frequency >= side.voc_min_freq)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, side.voc_limit ?? counts.size)
    .map(([token]) => token);
}

/** The merges of the sides with level "bpe": known, or learned from the words of the training pairs. */
function mergesOf(
  { src, trg, share_vocab }: DataConfig,
  pairs: readonly Pick<Pair, 'source' | 'target'>[],
  known: KnownMerges,
): KnownMerges {
  const learn = (side: SideConfig, texts: Iterable<string>): readonly Merge[] | undefined => {
    if (side.level !== 'bpe') return undefined;
    const counts: Counts = new Map();
    const { lowercase } = side;
    for (const text of texts) count(tokenize(text, { level: 'word', lowercase }), counts);
    return learnBpe(counts, side.bpe_merges ?? defaultMerges);
  };
  const sources = pairs.map(({ source }) => source);
  const targets = pairs.map(({ target }) => target);
  if (share_vocab) {
    const both = known.source ?? known.target ?? learn(src, [...sources, ...targets]);
    return { source: both, target: both };
  }
  return { source: known.source ?? learn(src, sources), target: known.target ?? learn(trg, targets) };
}

function splitter(side: SideConfig, merges: readonly Merge[] | undefined): (text: string) => string[] {
  if (merges === undefined) return (text) => tokenize(text, side);
  const segmenter = new WordSegmenter(merges);
  return (text) => splitWords(tokenize(text, { level: 'word', lowercase: side.lowercase }), segmenter);
}
