import assert from 'node:assert/strict';
import { nearestWord } from '../../../src/core/config/nearestWord';

const keys = ['hidden_size', 'num_layers', 'random_seed', 'dropout', 'attention', 'rnn_type'];

describe('nearestWord', () => {
  for (const [word, expected] of [
    ['hiddensize', 'hidden_size'],
    ['hidden-sizes', 'hidden_size'],
    ['atention', 'attention'],
    ['attnetion', 'attention'],
    ['NumLayers', 'num_layers'],
    ['seed', 'random_seed'],
    ['type', 'rnn_type'],
    ['droput', 'dropout'],
    ['beam', undefined],
    ['', undefined],
  ] as const) {
    it(`takes ${JSON.stringify(word)} for ${String(expected)}`, () => {
      assert.equal(nearestWord(word, keys), expected);
    });
  }

  it('suggests nothing when a word is part of several candidates', () => {
    assert.equal(nearestWord('length', ['min_length', 'max_length']), undefined);
  });
});
