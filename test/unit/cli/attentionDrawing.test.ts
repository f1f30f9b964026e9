import assert from 'node:assert/strict';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { drawAttention } from '../../../src/cli/attentionDrawing';

const map = (rows: number[][]) => ({
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
});

describe('drawAttention', () => {
  it('draws one row for each target token, the darker the more weight', () => {
    const drawing = drawAttention(
      map([
        [1, 0, 0],
        [0, 0.5, 0.5],
        [0.05, 0.25, 0.7],
      ]),
      ['a', ' ', '</s>'],
      ['x', 'yy', ' '],
      { columns: 80 },
    );
    assert.deepEqual(drawing, [
      '        <',
      '        /',
      '        s',
      '    a ␣ >',
      'x  │██',
      'yy │  ▒▒▒▒',
      '␣  │░░░░▓▓',
    ]);
  });

  it('keeps the columns aligned under tokens of any width', () => {
    const token = fc.oneof(
      fc.constantFrom('日', '👩‍👩‍👧', 'é', 'ﷺ', '\t', '\u0301', '</s>'),
      fc.string({ minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(token, { minLength: 1, maxLength: 6 }),
        fc.array(token, { minLength: 1, maxLength: 4 }),
        (source, target) => {
          const values = new Float32Array(source.length * target.length).fill(1);
          const drawing = drawAttention(
            { rows: target.length, columns: source.length, values },
            source,
            target,
            {
              columns: 200,
            },
          );
          const bars = drawing.slice(-target.length).map((line) => stringWidth(line.split('│')[0] ?? ''));
          assert.equal(new Set(bars).size, 1);
          const width = (bars[0] ?? 0) + 1 + 2 * source.length;
          for (const line of drawing) assert.ok(stringWidth(line) <= width, line);
        },
      ),
    );
  });

  it('says how many columns a narrow terminal leaves out', () => {
    const drawing = drawAttention(
      map([Array.from({ length: 50 }, () => 0.02)]),
      Array.from({ length: 50 }, () => 'a'),
      ['b'],
      {
        columns: 24,
      },
    );
    for (const line of drawing) assert.ok(stringWidth(line) <= 24, line);
    assert.equal(drawing.at(-1), '   … 40 more columns');
  });

  it('draws the regions of a picture as they lie, once for each target token and shaded by its largest weight', () => {
    const drawing = drawAttention(
      map([
        [0, 0, 0, 0, 0.5, 0.25],
        [0.2, 0.1, 0.1, 0.2, 0.2, 0.2],
        [1, 0, 0, 0, 0, 0],
      ]),
      ['1', '2', '3', '4', '5', '6'],
      ['red', 'square', '</s>'],
      { columns: 20, regions: { rows: 2, columns: 3 } },
    );
    assert.deepEqual(drawing, [
      'red       square',
      '┌──────┐  ┌──────┐',
      '│      │  │██▒▒▒▒│',
      '│  ██▒▒│  │██████│',
      '└──────┘  └──────┘',
      '</s>',
      '┌──────┐',
      '│██    │',
      '│      │',
      '└──────┘',
    ]);
  });

  it('draws one picture below the other where the terminal has no room for two', () => {
    const drawing = drawAttention(map([[1], [1]]), ['1'], ['a', 'b'], {
      columns: 3,
      regions: { rows: 1, columns: 1 },
    });
    assert.deepEqual(drawing, ['a', '┌──┐', '│██│', '└──┘', 'b', '┌──┐', '│██│', '└──┘']);
  });
});
