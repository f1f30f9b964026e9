import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ColorMap } from '../../webview/attention/colorMap';
import { cellAt, layOutHeatmap } from '../../webview/attention/heatmapLayout';
import { fitText, visibleToken } from '../../webview/attention/tokens';
import { DebiasedAverage } from '../../webview/plot/debiasedAverage';
import { pointUpTo, SmoothedCurve } from '../../webview/charts/smoothedCurve';
import { blend, contrastRatio, luminance, parseColor, toCss } from '../../webview/colors';
import { diffCharacters } from '../../webview/samples/characterDiff';

const weight = fc.double({ min: 0, max: 0.99, noNaN: true });
const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('The debiased moving average', () => {
  it('equals the weighted mean of all values so far', () => {
    fc.assert(
      fc.property(weight, values, (past, numbers) => {
        const average = new DebiasedAverage(past);
        const smoothed = numbers.map((value) => average.next(value));
        const weights = numbers.map((_, index) => past ** (numbers.length - 1 - index));
        const total = weights.reduce((sum, share) => sum + share, 0);
        const mean = numbers.reduce((sum, value, index) => sum + value * weights[index]!, 0) / total;
        assert.ok(
          Math.abs((smoothed.at(-1) ?? NaN) - mean) <= 1e-9 * (1 + Math.max(...numbers.map(Math.abs))),
        );
      }),
    );
  });
});

describe('A smoothed curve', () => {
  it('is the same whether its lines come at once or one by one', () => {
    fc.assert(
      fc.property(weight, values, (past, numbers) => {
        const lines = numbers.map((loss, index) => ({ step: index + 1, loss }));
        const whole = new SmoothedCurve<(typeof lines)[number]>(({ loss }) => loss);
        whole.update(lines, past);
        const grown = new SmoothedCurve<(typeof lines)[number]>(({ loss }) => loss);
        for (let count = 1; count <= lines.length; count++) grown.update(lines.slice(0, count), past);
        assert.deepEqual(grown.smoothed, whole.smoothed);
        assert.deepEqual(grown.raw, whole.raw);
      }),
    );
  });

  it('begins anew when its lines were replaced', () => {
    const curve = new SmoothedCurve<{ step: number; loss: number }>(({ loss }) => loss);
    curve.update(
      [
        { step: 1, loss: 5 },
        { step: 2, loss: 5 },
      ],
      0.5,
    );
    curve.update(
      [
        { step: 1, loss: 1 },
        { step: 2, loss: 1 },
        { step: 3, loss: 1 },
      ],
      0.5,
    );
    assert.deepEqual(
      curve.smoothed.map(({ y }) => y),
      [1, 1, 1],
    );
  });

  it('has no point where a value is not finite, and goes on with the mean of those before', () => {
    const curve = new SmoothedCurve<{ step: number; loss: number }>(({ loss }) => loss);
    curve.update(
      [4, Infinity, NaN, 2].map((loss, index) => ({ step: index + 1, loss })),
      0.5,
    );
    assert.deepEqual(curve.raw, [
      { x: 1, y: 4 },
      { x: 4, y: 2 },
    ]);
    assert.equal(curve.smoothed[1]?.y, (0.25 * 4 + 0.5 * 2) / 0.75);
  });

  it('is asked for its last point up to a step', () => {
    const points = [10, 20, 30].map((x) => ({ x, y: -x }));
    const steps = [9, 10, 29, 30, 99].map((step) => pointUpTo(points, step)?.x);
    assert.deepEqual(steps, [undefined, 10, 20, 30, 30]);
  });
});

describe('The layout of a heat map', () => {
  const size = fc.record({
    rows: fc.integer({ min: 1, max: 300 }),
    columns: fc.integer({ min: 1, max: 300 }),
    availableWidth: fc.integer({ min: 100, max: 1600 }),
    availableHeight: fc.integer({ min: 100, max: 900 }),
    rowLabelWidth: fc.integer({ min: 0, max: 300 }),
    columnLabelWidth: fc.integer({ min: 0, max: 300 }),
  });

  it('finds every cell again at its middle, and nothing beside the map', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (room, rowSeed, columnSeed) => {
        const layout = layOutHeatmap(room);
        const cell = { row: rowSeed % room.rows, column: columnSeed % room.columns };
        const { left, top, cell: edge } = layout;
        const find = (x: number, y: number): unknown => cellAt(layout, room.rows, room.columns, x, y);
        assert.deepEqual(find(left + (cell.column + 0.5) * edge, top + (cell.row + 0.5) * edge), cell);
        assert.equal(find(left - 1, top + 1), undefined);
        assert.equal(find(left + 1, top - 1), undefined);
        assert.equal(find(left + room.columns * edge + 1, top + 1), undefined);
      }),
    );
  });

  it('fits the room there is unless its cells are already small', () => {
    fc.assert(
      fc.property(size, (room) => {
        const { width, height, cell } = layOutHeatmap(room);
        assert.ok(cell >= 1 && cell <= 40);
        if (cell > 12) assert.ok(width <= room.availableWidth && height <= room.availableHeight);
      }),
    );
  });
});

describe('A token that is drawn', () => {
  it('is cut so that it fits, and is whole where there is room', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (text, room) => {
          const measure = (part: string): number => Array.from(part).length;
          const fitted = fitText(text, room, measure);
          assert.ok(measure(fitted) <= room);
          if (measure(text) <= room) assert.equal(fitted, text);
          else assert.ok(fitted.endsWith('…') && text.startsWith(fitted.slice(0, -1)));
        },
      ),
    );
  });

  it('shows white space', () => {
    assert.deepEqual([' ', '\t', '', 'a\tb', 'a b'].map(visibleToken), ['␣', '⇥', '∅', 'a⇥b', 'a b']);
  });
});

describe('The colours of a heat map', () => {
  for (const kind of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const)
    it(`go one way in luminance and can be written on in the ${kind} theme`, () => {
      const map = new ColorMap(kind);
      const colors = Array.from({ length: 101 }, (_, index) => parseColor(map.css(index / 100))!);
      const steps = colors.slice(1).map((color, index) => luminance(color) - luminance(colors[index]!));
      const upwards = kind === 'dark' || kind === 'high-contrast';
      assert.ok(steps.every((step) => (upwards ? step >= -0.002 : step <= 0.002)));
      for (const [index, color] of colors.entries())
        assert.ok(contrastRatio(parseColor(map.ink(index / 100))!, color) >= 4.5);
    });

  it('are those of the ends for shares outside 0 to 1', () => {
    const map = new ColorMap('dark');
    assert.equal(map.css(-1), map.css(0));
    assert.equal(map.css(7), map.css(1));
  });
});

describe('Colours', () => {
  it('are read in every form that themes use', () => {
    assert.deepEqual(parseColor('#0af'), [0, 170, 255, 1]);
    assert.deepEqual(
      parseColor('#00aaff80')?.map((value) => Math.round(value * 100) / 100),
      [0, 170, 255, 0.5],
    );
    assert.deepEqual(parseColor('rgb(1, 2, 3)'), [1, 2, 3, 1]);
    assert.deepEqual(parseColor('rgba(1 2 3 / 0.5)'), [1, 2, 3, 0.5]);
    for (const text of ['', 'red', '#12345', 'rgb(1, 2)', 'rgb(a, b, c)'])
      assert.equal(parseColor(text), undefined);
  });

  it('are the same after writing and reading', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(channel, channel, channel, (red, green, blue) => {
        assert.deepEqual(parseColor(toCss([red, green, blue, 1])), [red, green, blue, 1]);
      }),
    );
  });

  it('have the contrast that WCAG defines', () => {
    assert.equal(contrastRatio([0, 0, 0, 1], [255, 255, 255, 1]), 21);
    assert.equal(contrastRatio([9, 9, 9, 1], [9, 9, 9, 1]), 1);
    assert.equal(contrastRatio([118, 118, 118, 1], [255, 255, 255, 1]).toFixed(2), '4.54');
    assert.deepEqual(blend([255, 0, 0, 0.5], [0, 0, 255, 1]), [127.5, 0, 127.5, 1]);
  });
});

describe('The character difference', () => {
  it('holds both texts whole', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (reference, hypothesis) => {
          const diff = diffCharacters(reference, hypothesis);
          const text = (pieces: typeof diff.hypothesis, without?: string): string =>
            pieces.flatMap((piece) => (piece.kind === without ? [] : [piece.text])).join('');
          assert.equal(text(diff.hypothesis, 'missing'), hypothesis);
          assert.equal(text(diff.reference), reference);
          const isRight = diff.hypothesis.every(({ kind }) => kind === 'same');
          assert.equal(isRight, reference === hypothesis);
        },
      ),
    );
  });

  it('calls a replaced character wrong, not missing too', () => {
    assert.deepEqual(diffCharacters('abc', 'axc').hypothesis, [
      { kind: 'same', text: 'a' },
      { kind: 'wrong', text: 'x' },
      { kind: 'same', text: 'c' },
    ]);
  });
});
