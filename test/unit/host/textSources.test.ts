import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textSources } from '../../../src/host/decode/textSources';

describe('The lines of a text outside of documents', () => {
  it('are without the white space around them, and carriage returns stay out', () => {
    assert.deepEqual(textSources('  one \r\n\r\n two'), [
      { span: { offset: 2, length: 3 }, line: 0, source: 'one' },
      { span: { offset: 11, length: 3 }, line: 2, source: 'two' },
    ]);
    assert.deepEqual(textSources(' \n\t\n'), []);
  });

  it('stand where they say, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', 'é', '😀') }), (text) => {
        for (const { span, source } of textSources(text))
          assert.equal(text.slice(span.offset, span.offset + span.length), source);
      }),
    );
  });
});
