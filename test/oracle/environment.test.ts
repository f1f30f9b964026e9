import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { assertAgrees } from './assertAgrees';
import { askOracle } from './python';

const a = { shape: [2, 2], values: Float64Array.of(0.1, 0.2, 0.3, 1e-17) };
const b = { shape: [2, 2], values: Float64Array.of(3, 1, 7, 1) };

describe('the oracle environment', () => {
  it('has exactly the pinned versions, and computes in float64', async () => {
    const requirements = await readFile(path.join(__dirname, 'requirements.txt'), 'utf8');
    const pinned = Object.fromEntries(
      [...requirements.matchAll(/^([\w-]+)==(.+)$/gm)].map(([, name = '', version = '']) => [name, version]),
    );
    const rows = { shape: [1], values: Int32Array.of(1) };
    const { values, tensors } = await askOracle('environment.py', {
      options: { packages: Object.keys(pinned) },
      tensors: { a, b, rows },
    });
    const { versions, dtype } = values as { versions: Record<string, string>; dtype: string };
    assert.equal(pinned['torch'], '2.13.0');
    for (const [name, version] of Object.entries(pinned))
      assert.equal(versions[name]?.split('+')[0], version);
    assert.equal(dtype, 'torch.float64');

    const { product, gradient, picked } = tensors;
    assert.deepEqual(product?.shape, [2, 2]);
    const exact = [0.1 * 3 + 0.2 * 7, 0.1 + 0.2, 0.3 * 3 + 1e-17 * 7, 0.3 + 1e-17];
    for (const [index, value] of exact.entries()) assert.ok(Math.abs(product.values[index]! - value) < 1e-15);
    assert.deepEqual(gradient?.values, Float64Array.of(4, 8, 4, 8));
    assert.deepEqual(picked?.shape, [1, 2]);
    assert.deepEqual(picked.values, product.values.slice(2));
  });

  it('reports a failing script with its name and the end of the traceback', async () => {
    await assert.rejects(
      askOracle('environment.py', { options: { packages: [] }, tensors: { a } }),
      /^Error: test\/oracle\/environment\.py failed:\n[^]*KeyError: 'b'$/,
    );
  });
});

describe('assertAgrees', () => {
  const oracle = { shape: [3], values: Float64Array.of(1, -4, 0) };
  const agree = (values: number[], tolerance?: number): void =>
    assertAgrees('x', { shape: [values.length], values }, oracle, tolerance);

  it('measures the largest difference by the largest expected value', () => {
    agree([1, -4, 0.00003]);
    assert.throws(() => agree([1, -4, 0.00005]), /x: max\|Δ\|\/max\|oracle\| is 1\.25e-5, .* worst at \[2\]/);
  });

  it('accepts neither NaN nor another shape nor a tensor the oracle does not know', () => {
    assert.throws(() => agree([1, NaN, 0]), /worst at \[1\]: NaN instead of -4/);
    assert.throws(() => agree([1, -4]), /shape of x/);
    assert.throws(() => assertAgrees('y', { shape: [], values: [0] }, undefined), /no tensor y/);
  });
});
