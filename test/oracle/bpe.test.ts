import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { splitWords } from '../../src/core/text/bpe/bpeText';
import { learnBpe } from '../../src/core/text/bpe/learnBpe';
import { formatMerges } from '../../src/core/text/bpe/merges';
import { WordSegmenter } from '../../src/core/text/bpe/wordSegmenter';
import { askOracle } from './python';

interface Corpus {
  readonly name: string;
  readonly lines: readonly string[];
  readonly merges: number;
}

const english = readFileSync('gallery/compiler-messages/train.tsv', 'utf8')
  .trimEnd()
  .split('\n')
  .flatMap((line) => line.split('\t'));

/** Thousands of lines of real text in two languages, then what is awkward: repeats, few words, many scripts. */
const corpora: readonly Corpus[] = [
  { name: 'compiler messages', lines: english, merges: 1000 },
  {
    name: 'identifiers',
    lines: readFileSync('gallery/identifiers/train.tsv', 'utf8')
      .trimEnd()
      .split('\n')
      .slice(0, 3000)
      .map((line) => line.replace('\t', ' ')),
    merges: 1200,
  },
  {
    name: 'repeats',
    lines: ['aaaa aaa aa a', 'abababab baba', 'xaaay xaaaay aaaax', 'bcbcb cbcbc'],
    merges: 30,
  },
  {
    name: 'scripts',
    lines: [
      'Straße straße ΟΔΟΣ οδος',
      '私は学生です 学生は私',
      '👍🏽 👍🏽👍🏽 ｱｱ 𝒳𝒳 ﬁﬁ ﬁ𝒳ﬁ𝒳',
      'e\u0301te\u0301 été',
    ],
    merges: 40,
  },
  { name: 'until nothing is left to merge', lines: ['low low low lower newest newest'], merges: 1000 },
];

describe('byte pair encoding', () => {
  it('learns the merges of subword-nmt and segments text as it does', async () => {
    const reply = await askOracle('bpe.py', {
      options: { corpora: corpora.map(({ lines, merges }) => ({ lines, merges })) },
    });
    const expected = reply.values as readonly { codes: string; segmented: readonly string[] }[];
    corpora.forEach(({ name, lines, merges: count }, index) => {
      const { codes, segmented } = expected[index]!;
      const words = lines.map((line) => line.split(' ').filter((word) => word !== ''));
      const counts = new Map<string, number>();
      for (const word of words.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
      const merges = learnBpe(counts, count);
      assert.equal(formatMerges(merges), codes, name);
      const segmenter = new WordSegmenter(merges);
      assert.deepEqual(
        words.map((line) => splitWords(line, segmenter).join(' ')),
        segmented.map((line) => line.trim().split(/ +/).join(' ')),
        name,
      );
    });
  });
});
