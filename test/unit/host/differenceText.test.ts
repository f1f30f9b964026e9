import assert from 'node:assert/strict';
import { differenceText } from '../../../src/host/decode/differenceText';

describe('The difference of two texts in words', () => {
  it('names what is another, what is new and what is gone', () => {
    assert.equal(differenceText('1969-07-20', '1969-07-21'), '‘0’ → ‘1’');
    assert.equal(differenceText('colour', 'color'), '−‘u’');
    assert.equal(differenceText('color', 'colour'), '+‘u’');
    assert.equal(differenceText('', 'abc'), '+‘abc’');
  });

  it('is empty for the same text, and short for another one altogether', () => {
    assert.equal(differenceText('same', 'same'), '');
    assert.match(differenceText('a1b2c3d4e5f6', 'axbxcxdxexfx'), /, …$/);
  });
});
