import assert from 'node:assert/strict';
import { parseExpectedResult, resultDirection } from '../../../src/core/config/expectedResult';

const band = { type: 'band', metric: 'sequence_accuracy', low: 0.95, high: 1, measured: 'three seeds' };
const better = { type: 'better', metric: 'bleu', variant: 'one', than: 'other' };

const parse = (expected: object): unknown => parseExpectedResult('copy', JSON.stringify(expected));

describe('parseExpectedResult', () => {
  it('reads claims about one model, and about several', () => {
    const simple = { claims: [band] };
    assert.deepEqual(parse(simple), simple);
    const compared = {
      variants: { one: {}, other: { 'data.src.reverse': true, 'training.epochs': null } },
      seeds: [1, 2],
      claims: [better, { type: 'gap-grows', variant: 'one', than: 'other' }],
      quick: { loss: 1.5 },
      long: { 'training.updates': 1000 },
    };
    assert.deepEqual(parse(compared), compared);
  });

  it('names the file and what is wrong', () => {
    assert.throws(
      () => parse({ claims: [{ ...band, measured: '' }] }),
      /copy\/expected\.json is malformed.*measured/s,
    );
    assert.throws(() => parse({ claims: [{ ...band, low: 1 }] }), /not below high/);
    assert.throws(() => parse({ claims: [better] }), /there is no variant "one"/);
    assert.throws(() => parse({ claims: [] }), /claims/);
    assert.throws(() => parse({ claims: [{ ...band, metric: 'luck' }] }), /metric/);
  });
});

describe('resultDirection', () => {
  it('knows which values are better, also of metrics of one task', () => {
    assert.equal(resultDirection('bleu'), 'maximize');
    assert.equal(resultDirection('perplexity'), 'minimize');
    assert.equal(resultDirection('bits_per_sequence'), 'minimize');
  });
});
