import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DebiasedAverage } from '../../webview/plot/debiasedAverage';
import { Curve, firstAbove, Points } from '../../webview/plot/curve';
import { Extremes, outSize } from '../../webview/plot/extremes';
import { dashes, runStyles } from '../../webview/plot/runStyle';
import { linearTicks, logarithmicTicks } from '../../webview/plot/ticks';
import { panned, shareOf, valueAt, zoomed } from '../../webview/plot/xRange';

/** Values some of which are no numbers, as those of a metric that was not measured everywhere. */
const curveValues = fc
  .array(
    fc.oneof({ weight: 9, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) }, fc.constant(NaN)),
    { minLength: 1, maxLength: 400 },
  )
  .map((values) => Float32Array.from(values));

describe('The points of a curve to draw', () => {
  it('hold the smallest and largest value of any part, and few more points than there are columns', () => {
    fc.assert(
      fc.property(
        curveValues,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        (values, a, b, maximum) => {
          const from = a % values.length;
          const to = from + 1 + (b % (values.length - from));
          const extremes = new Extremes();
          extremes.update(values, values.length);
          const out = new Int32Array(outSize(maximum));
          const count = extremes.select(values, from, to, maximum, out);
          const indices = [...out.subarray(0, count)];
          assert.deepEqual(
            indices,
            [...new Set(indices)].sort((x, y) => x - y),
          );
          const part = [...values.subarray(from, to)].filter((value) => !Number.isNaN(value));
          const drawn = indices.map((index) => values[index]!);
          assert.ok(drawn.every((value) => !Number.isNaN(value)));
          if (part.length === 0) return;
          assert.ok(Math.min(...drawn) <= Math.min(...part));
          assert.ok(Math.max(...drawn) >= Math.max(...part));
        },
      ),
    );
  });

  it('are the same whether the points came at once or little by little', () => {
    fc.assert(
      fc.property(curveValues, fc.array(fc.nat({ max: 400 }), { maxLength: 5 }), (values, cuts) => {
        const [atOnce, growing] = [new Extremes(), new Extremes()];
        atOnce.update(values, values.length);
        let known = 0;
        for (const length of [...cuts.filter((cut) => cut < values.length), values.length].sort(
          (a, b) => a - b,
        )) {
          growing.update(values, length, known);
          known = length;
        }
        const select = (extremes: Extremes): number[] => {
          const out = new Int32Array(outSize(9));
          return [...out.subarray(0, extremes.select(values, 0, values.length, 9, out))];
        };
        assert.deepEqual(select(growing), select(atOnce));
      }),
    );
  });

  it('of 50,000 are at most two a column, with the one spike among them', () => {
    const values = new Float32Array(50_000).fill(1);
    values[31_337] = 9;
    const extremes = new Extremes();
    extremes.update(values, values.length);
    const out = new Int32Array(outSize(300));
    const count = extremes.select(values, 0, values.length, 300, out);
    assert.ok(count <= 2 * 300 + 2, `${count} points`);
    assert.ok(out.subarray(0, count).includes(31_337));
  });
});

describe('A curve', () => {
  const columns = (steps: readonly number[], values: readonly number[]) => ({
    step: Float64Array.from(steps),
    epoch: Float64Array.from(steps, (step) => step / 10),
    seconds: Float64Array.from(steps, (step) => step / 2),
    values: [Float32Array.from(values)],
  });

  it('is smoothed by the debiased average, whatever parts it came in', () => {
    const values = [4, 2, 1, 8, 3];
    const points = new Points();
    const curve = new Curve(points, 0);
    points.append(columns([1, 2], values.slice(0, 2)), true);
    curve.update(0.5);
    points.append(columns([3, 4, 5], values.slice(2)), false);
    curve.update(0.5);
    const average = new DebiasedAverage(0.5);
    const expected = values.map((value) => Math.fround(average.next(value)));
    assert.deepEqual([...curve.smoothed.subarray(0, 5)], expected);
    curve.update(0);
    assert.deepEqual([...curve.smoothed.subarray(0, 5)], values);
  });

  it('begins anew when all its points were replaced, and passes over what was not measured', () => {
    const points = new Points();
    const curve = new Curve(points, 0);
    points.append(columns([1, 2, 3], [5, NaN, 7]), true);
    curve.update(0.9);
    assert.equal(curve.isEmpty, false);
    assert.ok(Number.isNaN(curve.smoothed[1]!));
    assert.deepEqual(
      [0, 1, 2, 3, 99].map((x) => curve.indexAt(x, 'step')),
      [-1, 0, 0, 2, 2],
    );
    points.append(columns([1], [NaN]), true);
    curve.update(0.9);
    assert.deepEqual([curve.length, curve.isEmpty], [1, true]);
  });

  it('has its points over steps, epochs and time', () => {
    const points = new Points();
    points.append(columns([10, 20], [1, 2]), true);
    const curve = new Curve(points, 0);
    curve.update(0);
    assert.deepEqual(
      [curve.indexAt(10, 'step'), curve.indexAt(1.5, 'epoch'), curve.indexAt(10, 'seconds')],
      [0, 0, 1],
    );
    assert.equal(firstAbove(Float64Array.of(1, 1, 2), 1, 3), 2);
  });
});

describe('The looks of runs', () => {
  const run = (number: number) => ({
    key: `k${number}`,
    id: `dates-20260101-0000${String(number).padStart(2, '0')}`,
    createdAt: `2026-01-01T00:00:${String(number).padStart(2, '0')}Z`,
  });
  const some = Array.from({ length: 36 }, (_, number) => run(number));

  it('are the same in any order, and stay when a younger run comes', () => {
    const styles = runStyles(some.slice(0, 12));
    assert.deepEqual(runStyles(some.slice(0, 12).reverse()), styles);
    const more = runStyles(some);
    for (const [key, style] of styles) assert.deepEqual(more.get(key), style);
  });

  it('never differ by colour alone, and ten have ten colours', () => {
    const patterns = [...runStyles(some).values()].map(({ dash, mark }) => `${dash} ${mark}`);
    assert.equal(new Set(patterns).size, 36);
    const colors = [...runStyles(some.slice(0, 10)).values()].map(({ color }) => color);
    assert.equal(new Set(colors).size, 10);
    assert.ok([...runStyles(some).values()].every(({ dash }) => dash < dashes.length));
  });

  it('of one run alone come from its id', () => {
    const styles = some.map((one) => JSON.stringify(runStyles([one]).get(one.key)));
    assert.ok(new Set(styles).size > 20);
    assert.deepEqual(
      runStyles([{ ...run(3), key: 'elsewhere' }]).get('elsewhere'),
      runStyles([run(3)]).get('k3'),
    );
  });
});

describe('An axis', () => {
  const whole = { min: 10, max: 1010 };

  it('zooms about a point, which stays where it is', () => {
    for (const logarithmic of [false, true]) {
      const about = valueAt(0.25, whole, logarithmic);
      const near = zoomed(whole, whole, 4, 0.25, logarithmic);
      assert.ok(near !== undefined);
      assert.ok(Math.abs(shareOf(about, near, logarithmic) - 0.25) < 1e-9);
      assert.equal(zoomed(near, whole, 0.01, 0.5, logarithmic), undefined);
    }
  });

  it('is moved to its ends and no further', () => {
    const near = { min: 110, max: 210 };
    const moved = (share: number): number[] => {
      const { min, max } = panned(near, whole, share, false) ?? whole;
      return [Math.round(min), Math.round(max)];
    };
    assert.deepEqual(moved(0.5), [160, 260]);
    assert.deepEqual(moved(-9), [10, 110]);
    assert.deepEqual(moved(99), [910, 1010]);
    assert.equal(panned(whole, whole, 0.5, false), undefined);
  });

  it('has round ticks', () => {
    assert.deepEqual(linearTicks({ min: 0, max: 1 }, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(linearTicks({ min: 130, max: 1200 }, 3), [500, 1000]);
    assert.deepEqual(linearTicks({ min: 130, max: 1200 }, 4), [200, 400, 600, 800, 1000, 1200]);
    assert.deepEqual(linearTicks({ min: 3, max: 3 }, 4), []);
    assert.deepEqual(logarithmicTicks({ min: 0.009, max: 1.2 }, 6), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
    assert.deepEqual(logarithmicTicks({ min: 1e-8, max: 1 }, 4), [1e-8, 1e-6, 1e-4, 1e-2, 1]);
    assert.deepEqual(logarithmicTicks({ min: 2, max: 5 }, 3), [2, 3, 4, 5]);
  });
});
