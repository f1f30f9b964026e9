import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeTargets, meantSpans, wholeLine } from '../../../src/host/decode/decodeTargets';
import type { SelectedSpan } from '../../../src/host/decode/decodeTargets';

const lines = ['Feb 1, 1990', '    1.2.90  ', '', '   ', 'a: 01FEB1990, b: x'];
const select = (startLine: number, startCharacter: number, endLine: number, endCharacter: number) => ({
  startLine,
  startCharacter,
  endLine,
  endCharacter,
});
const sources = (...selections: SelectedSpan[]) =>
  decodeTargets(selections, (line) => lines[line] ?? '').map(({ source }) => source);

describe('What of a selection is decoded', () => {
  it('is each line without its indentation and trailing blanks', () => {
    assert.deepEqual(
      decodeTargets([select(0, 0, 1, 12)], (line) => lines[line] ?? ''),
      [
        { line: 0, start: 0, end: 11, source: 'Feb 1, 1990' },
        { line: 1, start: 4, end: 10, source: '1.2.90' },
      ],
    );
  });

  it('leaves out empty lines, blank lines and the line that a selection only touches', () => {
    assert.deepEqual(sources(select(1, 0, 4, 0)), ['1.2.90']);
    assert.deepEqual(sources(select(2, 0, 3, 3)), []);
  });

  it('is the selected part of a line, several in one line with several cursors', () => {
    assert.deepEqual(sources(select(4, 17, 4, 18), select(4, 3, 4, 12)), ['01FEB1990', 'x']);
  });

  it('always stands in the line where it says, and never covers what was not selected', () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '\t', 'é', '😀') }), { minLength: 1 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), fc.nat(), fc.nat(), (document, a, b, c, d) => {
        const startLine = a % document.length;
        const endLine = startLine + (b % (document.length - startLine));
        const startCharacter = c % ((document[startLine]?.length ?? 0) + 1);
        const least = startLine === endLine ? startCharacter : 0;
        const endCharacter = least + (d % ((document[endLine]?.length ?? 0) - least + 1));
        const selection = { startLine, startCharacter, endLine, endCharacter };
        for (const { line, start, end, source } of decodeTargets([selection], (l) => document[l] ?? '')) {
          assert.equal(document[line]?.slice(start, end), source);
          assert.equal(source, source.trim());
          assert.ok(source.length > 0);
          assert.ok(line > startLine || start >= startCharacter);
          assert.ok(line < endLine || end <= endCharacter);
        }
      }),
    );
  });
});

describe('What cursors stand for', () => {
  it('is their selection, or nothing for a single cursor without one', () => {
    assert.deepEqual(meantSpans([select(1, 2, 1, 2)]), []);
    assert.deepEqual(meantSpans([select(1, 2, 3, 0)]), [select(1, 2, 3, 0)]);
    assert.deepEqual(meantSpans([]), []);
  });

  it('is its line for one of several without a selection, once a line', () => {
    const cursors = [select(0, 1, 0, 1), select(1, 4, 1, 7), select(0, 3, 0, 3), select(1, 9, 1, 9)];
    assert.deepEqual(meantSpans(cursors), [select(1, 4, 1, 7), wholeLine(0)]);
    assert.deepEqual(sources(...meantSpans(cursors)), ['Feb 1, 1990', '1.2']);
  });
});
