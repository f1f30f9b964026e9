import assert from 'node:assert/strict';
import type { OracleTensor } from './python';

/**
 * Fails unless `actual` has the oracle's shape and max|actual − expected| / max|expected| ≤ tolerance. A tensor the
 * oracle says is all zero must be zero within the tolerance itself.
 */
export function assertAgrees(
  name: string,
  actual: { readonly shape: readonly number[]; readonly values: ArrayLike<number> },
  expected: OracleTensor | undefined,
  tolerance = 1e-5,
): void {
  assert.ok(expected, `The oracle gave no tensor ${name}.`);
  assert.deepEqual([...actual.shape], [...expected.shape], `shape of ${name}`);
  assert.equal(actual.values.length, expected.values.length, `number of values of ${name}`);
  let scale = 0;
  let worst = 0;
  let worstIndex = 0;
  for (const [index, wanted] of expected.values.entries()) {
    scale = Math.max(scale, Math.abs(wanted));
    const difference = Math.abs(actual.values[index]! - wanted);
    // Written so that NaN counts as a difference.
    if (difference <= worst) continue;
    worst = difference;
    worstIndex = index;
    if (Number.isNaN(difference)) break;
  }
  const deviation = worst / (scale > 0 ? scale : 1);
  assert.ok(
    deviation <= tolerance,
    `${name}: max|Δ|/max|oracle| is ${deviation.toExponential(2)}, allowed ${tolerance.toExponential(0)}; ` +
      `worst at [${worstIndex}]: ${actual.values[worstIndex]!} instead of ${expected.values[worstIndex]!}`,
  );
}
