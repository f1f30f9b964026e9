import assert from 'node:assert/strict';
import { typedRequest } from '../../../src/host/decode/typedRequest';

const target = (source: string, prefix: string, gap = '') => ({ type: 'target', source, prefix, gap });

describe('What somebody types', () => {
  it('is a target behind a source and an arrow or a tab, with what there is of it', () => {
    assert.deepEqual(typedRequest('Jul 20, 1969 => ', ''), target('Jul 20, 1969', ''));
    assert.deepEqual(typedRequest('  Jul 20, 1969 -> 19', ''), target('Jul 20, 1969', '19'));
    assert.deepEqual(typedRequest('Jul 20, 1969\t19', '  '), target('Jul 20, 1969', '19'));
    assert.deepEqual(typedRequest('a → b c', ''), target('a', 'b c'));
    assert.deepEqual(typedRequest('a\t', ''), target('a', ''));
  });

  it('gets a blank behind an arrow where none was typed', () => {
    assert.deepEqual(typedRequest('abc=>', ''), target('abc', '', ' '));
    assert.deepEqual(typedRequest('abc=>x', ''), target('abc', 'x'));
  });

  it('is a line of its own otherwise, with the blanks behind it', () => {
    assert.deepEqual(typedRequest('  the cat ', ''), { type: 'line', source: 'the cat', typed: 'the cat ' });
    assert.deepEqual(typedRequest('a-b', ''), { type: 'line', source: 'a-b', typed: 'a-b' });
  });

  it('is nothing within a text, in an empty line, or behind an arrow without a source', () => {
    assert.equal(typedRequest('ab', 'c'), undefined);
    assert.equal(typedRequest('   ', ''), undefined);
    assert.equal(typedRequest('', ''), undefined);
    assert.equal(typedRequest('=> a', '')?.type, 'line');
  });
});
