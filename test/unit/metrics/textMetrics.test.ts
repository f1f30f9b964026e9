import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bleu, cannotHaveBleu } from '../../../src/core/metrics/bleu';
import { chrf } from '../../../src/core/metrics/chrf';
import { corpusScore, type CorpusMetric, type TextPair } from '../../../src/core/metrics/corpusMetric';
import { editDistance } from '../../../src/core/metrics/editDistance';

const metrics: Readonly<Record<string, CorpusMetric>> = {
  'BLEU 13a': bleu({ tokenize: '13a', lowercase: false }),
  'BLEU char': bleu({ tokenize: 'char', lowercase: false }),
  chrF: chrf({ lowercase: false }),
  'edit distance': editDistance,
};

const word = fc.constantFrom('cat', 'mat', 'Übung', '12.5', 'on', 'the', '👍🏽', 'well-known,', 'x');
const text = fc.array(word, { maxLength: 9 }).map((words) => words.join(' '));
const pair = fc.record({ hypothesis: text, reference: text });
const corpus = fc.array(pair, { minLength: 1, maxLength: 12 });
/** Long enough for every n-gram order. */
const longText = fc.array(word, { minLength: 6, maxLength: 12 }).map((words) => words.join(' '));

const pairOf = (hypothesis: string, reference: string): TextPair => ({ hypothesis, reference });

describe('Text metrics', () => {
  it('give a perfect hypothesis the best score', () => {
    fc.assert(
      fc.property(fc.array(longText, { minLength: 1, maxLength: 8 }), (references) => {
        const pairs = references.map((reference) => pairOf(reference, reference));
        for (const [name, metric] of Object.entries(metrics)) {
          const best = name === 'edit distance' ? 0 : 100;
          assert.ok(Math.abs(corpusScore(metric, pairs) - best) < 1e-9, name);
        }
      }),
    );
  });

  it('do not depend on the order of the pairs', () => {
    const shuffled = corpus.chain((pairs) =>
      fc
        .shuffledSubarray(pairs, { minLength: pairs.length, maxLength: pairs.length })
        .map((others) => [pairs, others] as const),
    );
    fc.assert(
      fc.property(shuffled, ([pairs, others]) => {
        for (const [name, metric] of Object.entries(metrics))
          assert.ok(Math.abs(corpusScore(metric, pairs) - corpusScore(metric, others)) < 1e-9, name);
      }),
    );
  });

  it('stay within their scale', () => {
    fc.assert(
      fc.property(corpus, (pairs) => {
        for (const [name, metric] of Object.entries(metrics)) {
          const score = corpusScore(metric, pairs);
          const most = name === 'edit distance' ? 1 : 100 + 1e-9;
          assert.ok(score >= 0 && score <= most, `${name}: ${score}`);
        }
      }),
    );
  });

  it('refuse to judge no pair', () => {
    for (const metric of Object.values(metrics)) assert.throws(() => corpusScore(metric, []), RangeError);
  });
});

describe('bleu', () => {
  it('compares in lower case where the target is in lower case, and says so', () => {
    const pairs = [pairOf('the cat is on the mat', 'The Cat is on The Mat')];
    const [mixed, lower] = [false, true].map((lowercase) => bleu({ tokenize: '13a', lowercase }));
    assert.ok(corpusScore(mixed!, pairs) < 50);
    assert.ok(Math.abs(corpusScore(lower!, pairs) - 100) < 1e-9);
    assert.match(mixed!.signature, /^nrefs:1\|case:mixed\|eff:no\|tok:13a\|smooth:exp\|version:/);
    assert.match(lower!.signature, /\|case:lc\|/);
  });

  it('knows references that no hypothesis can have four tokens of', () => {
    assert.equal(cannotHaveBleu(['357', 'a b c'], '13a'), true);
    assert.equal(cannotHaveBleu(['357', 'a b c d'], '13a'), false);
    assert.equal(cannotHaveBleu(['2019-03'], 'char'), false);
    assert.equal(corpusScore(metrics['BLEU 13a']!, [pairOf('357', '357')]), 0);
  });
});

describe('editDistance', () => {
  const distance = (hypothesis: string, reference: string): number =>
    corpusScore(editDistance, [pairOf(hypothesis, reference)]);

  it('counts insertions, deletions and substitutions by the length of the longer text', () => {
    assert.equal(distance('kitten', 'sitting'), 3 / 7);
    assert.equal(distance('', 'abcd'), 1);
    assert.equal(distance('abcd', ''), 1);
    assert.equal(distance('', ''), 0);
    assert.equal(distance('flaw', 'lawn'), 2 / 4);
  });

  it('counts code points, not halves of them', () => {
    assert.equal(distance('a👍b', 'a👎b'), 1 / 3);
  });

  it('is the mean of the pairs, however long they are', () => {
    assert.equal(corpusScore(editDistance, [pairOf('x', 'y'), pairOf('a'.repeat(99), 'a'.repeat(99))]), 0.5);
  });

  it('is a metric: symmetric, 0 for equal texts alone, with the triangle inequality of counted edits', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    const edits = (a: string, b: string): number => distance(a, b) * Math.max(a.length, b.length);
    fc.assert(
      fc.property(letters, letters, letters, (a, b, c) => {
        assert.equal(distance(a, b), distance(b, a));
        assert.equal(distance(a, b) === 0, a === b);
        assert.ok(edits(a, c) <= edits(a, b) + edits(b, c) + 1e-9);
      }),
    );
  });
});
