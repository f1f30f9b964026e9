import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { parseTsv } from '../../../src/core/data/parseTsv';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const pairsOf = (text: string): (readonly [string, string, number])[] =>
  parseTsv(bytesOf(text), 'f.tsv').pairs.map(({ source, target, line }) => [source, target, line]);

describe('parseTsv', () => {
  it('reads one pair a line, with its line number', () => {
    assert.deepEqual(pairsOf('a\tb\nc\td\n'), [
      ['a', 'b', 1],
      ['c', 'd', 2],
    ]);
  });

  it('does without a final line end, takes Windows line ends and a byte order mark', () => {
    assert.deepEqual(pairsOf('\uFEFFa\tb\r\nc\td'), [
      ['a', 'b', 1],
      ['c', 'd', 2],
    ]);
  });

  it('passes over blank lines without losing count', () => {
    assert.deepEqual(pairsOf('\na\tb\n\r\n  \nc\td\n\n'), [
      ['a', 'b', 2],
      ['c', 'd', 5],
    ]);
  });

  it('takes an empty source or target for a pair', () => {
    assert.deepEqual(pairsOf('\tb\na\t\n'), [
      ['', 'b', 1],
      ['a', '', 2],
    ]);
  });

  it('reports lines with no TAB or too many, and still reads the others', () => {
    const { pairs, problems } = parseTsv(bytesOf('a\tb\nno tab\nx\ty\tz\nc\td\n'), 'dir/f.tsv');
    assert.equal(pairs.length, 2);
    assert.deepEqual(
      problems.map(({ code, line }) => [code, line]),
      [
        ['no-tab', 2],
        ['extra-tab', 3],
      ],
    );
    assert.match(problems[0]?.message ?? '', /^dir\/f\.tsv:2 has no TAB: "no tab"\./);
    assert.match(problems[1]?.message ?? '', /^dir\/f\.tsv:3 has 3 columns\./);
  });

  it('shortens the quote of a long line', () => {
    const [problem] = parseTsv(bytesOf('x'.repeat(500)), 'f.tsv').problems;
    assert.ok((problem?.message.length ?? 0) < 160);
  });

  it('reads back what was written', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\t\n\r\uFEFF]/g, ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const { pairs, problems } = parseTsv(
          bytesOf(rows.map((row) => `${row.join('\t')}\n`).join('')),
          'f.tsv',
        );
        assert.deepEqual(problems, []);
        assert.deepEqual(
          pairs.map(({ source, target }) => [source, target]),
          rows,
        );
      }),
    );
  });

  it('agrees with Node on which bytes are UTF-8, and names the first byte that is not', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }).map(bytesOf),
      fc.constantFrom(
        Uint8Array.of(0xe0, 0x80, 0x80),
        Uint8Array.of(0xed, 0xa0, 0x80),
        Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
        Uint8Array.of(0xc0, 0x80),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const bytes = Uint8Array.from(pieces.flatMap((part) => [...part]));
        const problem = parseTsv(bytes, 'f.tsv').problems.find(({ code }) => code === 'invalid-utf8');
        assert.equal(problem === undefined, isUtf8(bytes));
        if (problem === undefined) return;
        const offset = Number(/at offset (\d+)/.exec(problem.message)?.[1]);
        assert.ok(isUtf8(bytes.subarray(0, offset)), 'all before it is well-formed');
        for (let end = offset + 1; end <= Math.min(offset + 4, bytes.length); end++) {
          assert.ok(!isUtf8(bytes.subarray(0, end)), 'no sequence begins there');
        }
        const newlines = bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length;
        assert.equal(problem.line, newlines + 1);
      }),
      { numRuns: 500 },
    );
  });
});
