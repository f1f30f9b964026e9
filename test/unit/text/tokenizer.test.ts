import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detokenize, tokenize } from '../../../src/core/text/tokenizer';

const characters = { level: 'char', lowercase: false } as const;
const words = { level: 'word', lowercase: false } as const;

describe('tokenize', () => {
  it('takes code points for characters, not UTF-16 units', () => {
    assert.deepEqual(tokenize('a😀b', characters), ['a', '😀', 'b']);
    assert.equal(tokenize('👍🏽', characters).length, 2);
  });

  it('composes accents, so that é is one character however it was typed', () => {
    assert.deepEqual(tokenize('e\u0301', characters), ['é']);
    assert.deepEqual(tokenize('cafe\u0301 noir', words), ['café', 'noir']);
  });

  it('lower-cases before it splits', () => {
    assert.deepEqual(tokenize('ÀB', { level: 'char', lowercase: true }), ['à', 'b']);
  });

  it('splits words at any white space and keeps none of it', () => {
    assert.deepEqual(tokenize('  one\ttwo\u00a0three  ', words), ['one', 'two', 'three']);
    assert.deepEqual(tokenize('   ', words), []);
    assert.deepEqual(tokenize('', characters), []);
  });

  it('is undone by detokenize, up to normalisation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(detokenize(tokenize(text, characters), characters), text.normalize('NFC'));
        const spaced = tokenize(text, words);
        assert.deepEqual(tokenize(detokenize(spaced, words), words), spaced);
      }),
    );
  });
});
