import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bleuTokenizerNames, type BleuTokenizer } from '../../src/core/config/schema';
import { bleu } from '../../src/core/metrics/bleu';
import { bootstrap } from '../../src/core/metrics/bootstrap';
import { chrf } from '../../src/core/metrics/chrf';
import { corpusScore, type TextPair } from '../../src/core/metrics/corpusMetric';
import { askOracle } from './python';

interface Corpus {
  readonly name: string;
  readonly pairs: readonly TextPair[];
  readonly tokenize: BleuTokenizer;
  readonly lowercase: boolean;
}

type Scores = Readonly<Record<'bleu' | 'chrf', { readonly value: number; readonly signature: string }>>;

const seed = 7;

/** Everything that a tokenizer treats specially, and texts without words. */
const lines = [
  'The quick brown fox jumps over the lazy dog.',
  'It cost $1,234.56, i.e. 3.5% more; "cheap", said nobody (not even Jim\'s friend)!',
  'In 2019-2020 the state-of-the-art was well-known: e-mail me @home, ok?',
  '&quot;AT&amp;T&quot; &lt;skipped&gt; is not <skipped>; nor is &amp;lt;.',
  'Ça coûte 1.000,50 € à Zürich – « voilà » …',
  'Straße ΟΔΟΣ İstanbul ŻÓŁĆ',
  '私は学生です。今日は、雨が降る。',
  'Привет, мир! Как дела?',
  'emoji 👩‍👩‍👧 🇩🇪 👍🏽 and e\u0301 combining',
  'tabs\tand\u00a0no-break\u2003spaces\u0085here\u001cthere\ufeffend',
  'a b c d e f g h i j',
  '2019-03-12',
  'getUserName_v2(x[0], {a: b}) => ~`^|\\',
  'word',
  'a',
  '.',
  '1.5.2,3-4',
  '',
  '   ',
];
const words = lines.flatMap((line) => line.split(' ')).filter((word) => word !== '');

const sentence = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((chosen) => chosen.join(' '));
/** A reference, and a hypothesis that has lost, doubled and swapped some of its words. */
const damaged = sentence.chain((reference) =>
  fc
    .array(fc.constantFrom('keep', 'keep', 'keep', 'keep', 'drop', 'double', 'other'), {
      minLength: 12,
      maxLength: 12,
    })
    .map((fates) => ({
      reference,
      hypothesis: reference
        .split(' ')
        .flatMap((word, index) => {
          if (fates[index] === 'drop') return [];
          if (fates[index] === 'double') return [word, word];
          return [fates[index] === 'other' ? 'other' : word];
        })
        .join(' '),
    })),
);
const anyText = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replace(/\n/gu, ' '));
const unlike = fc.record({ hypothesis: anyText, reference: anyText });

function randomCorpora(name: string, pair: fc.Arbitrary<TextPair>, lowercase: boolean): Corpus[] {
  const corpora = fc.sample(fc.array(pair, { minLength: 1, maxLength: 30 }), { seed, numRuns: 40 });
  return bleuTokenizerNames.flatMap((tokenize) =>
    corpora.map((pairs, index) => ({ name: `${name} ${index}`, pairs, tokenize, lowercase })),
  );
}

const paired = (hypotheses: readonly string[], references: readonly string[]): TextPair[] =>
  references.map((reference, index) => ({ hypothesis: hypotheses[index] ?? '', reference }));

const fixed: readonly (readonly [string, TextPair[]])[] = [
  ['every line as it is', paired(lines, lines)],
  ['every line against the next', paired([...lines.slice(1), ''], lines)],
  ['nothing at all', paired([], lines)],
  ['nothing against nothing', paired([''], [''])],
  ['short and right', paired(['357', '12'], ['357', '12'])],
  ['short and half right', paired(['357', '13'], ['357', '12'])],
  ['one pair of four words', paired(['a b c d'], ['a b c d'])],
  ['words without order', paired(['d c b a'], ['a b c d'])],
  ['too long', paired(['a b c d e f g h'], ['a b c d'])],
  ['too short', paired(['a b c d'], ['a b c d e f g h'])],
  [
    'other case',
    paired(
      lines.slice(0, 5).map((line) => line.toUpperCase()),
      lines.slice(0, 5),
    ),
  ],
];

const corpora: readonly Corpus[] = [
  ...fixed.flatMap(([name, pairs]) =>
    bleuTokenizerNames.flatMap((tokenize) =>
      [false, true].map((lowercase) => ({ name, pairs, tokenize, lowercase })),
    ),
  ),
  ...randomCorpora('damaged', damaged, false),
  ...randomCorpora('damaged', damaged, true),
  // Not in lower case: Python and Node may be of different versions of Unicode.
  ...randomCorpora('any characters', unlike, false),
];

/** Enough pairs for intervals that mean something. */
const sample = fc.sample(damaged, { seed, numRuns: 300 });

const textsOf = (pairs: readonly TextPair[]): { hypotheses: string[]; references: string[] } => ({
  hypotheses: pairs.map(({ hypothesis }) => hypothesis),
  references: pairs.map(({ reference }) => reference),
});

describe('BLEU and chrF', () => {
  let oracle: readonly Scores[];
  let halfWidths: Readonly<Record<'bleu' | 'chrf', number>>;

  before(async function () {
    this.timeout(120_000);
    const { values } = await askOracle('text_metrics.py', {
      options: {
        corpora: corpora.map(({ pairs, tokenize, lowercase }) => ({
          ...textsOf(pairs),
          tokenize,
          lowercase,
        })),
        sample: textsOf(sample),
      },
    });
    ({ scores: oracle, halfWidths } = values as { scores: Scores[]; halfWidths: typeof halfWidths });
  });

  it(`equal sacreBLEU on ${corpora.length} corpora, signatures included`, () => {
    assert.equal(oracle.length, corpora.length);
    for (const [index, { name, pairs, tokenize, lowercase }] of corpora.entries()) {
      const ours = { bleu: bleu({ tokenize, lowercase }), chrf: chrf({ lowercase }) };
      for (const metric of ['bleu', 'chrf'] as const) {
        const what = `${metric} of ${name}, ${ours[metric].signature}`;
        const { value, signature } = oracle[index]![metric];
        assert.equal(ours[metric].signature, signature, what);
        const difference = Math.abs(corpusScore(ours[metric], pairs) - value);
        assert.ok(difference < 1e-9, `${what}: ${corpusScore(ours[metric], pairs)} instead of ${value}`);
      }
    }
  });

  it('have intervals as wide as sacreBLEU’s, up to the chance of a thousand samples', () => {
    const metrics = {
      bleu: bleu({ tokenize: '13a', lowercase: false }),
      chrf: chrf({ lowercase: false }),
    };
    for (const name of ['bleu', 'chrf'] as const) {
      const { statistics, score } = metrics[name];
      const { estimate } = bootstrap({ estimate: { rows: sample.map(statistics), score } });
      const ratio = (estimate.high - estimate.low) / 2 / halfWidths[name];
      assert.ok(ratio > 0.85 && ratio < 1.15, `${name}: ${ratio} times as wide`);
    }
  });

  it('were compared where there is something to compare', () => {
    const between = (metric: 'bleu' | 'chrf'): number =>
      oracle.filter((scores) => scores[metric].value > 5 && scores[metric].value < 95).length;
    assert.ok(between('bleu') > corpora.length / 4, `BLEU: ${between('bleu')} of ${corpora.length}`);
    assert.ok(between('chrf') > corpora.length / 4, `chrF: ${between('chrf')} of ${corpora.length}`);
  });
});
