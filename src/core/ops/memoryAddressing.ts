import {
  add,
  log,
  matMul,
  mul,
  reshape,
  sub,
  tensor2d,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { inverseNorm } from './inverseNorm';
import { rowSoftmax } from './rowSoftmax';

/** How all heads want to be addressed; the letters are those of the paper. */
export interface AddressSignals {
  /** k `[batch, heads, width]` */
  readonly keys: Tensor3D;
  /** Key strength β ≥ 0 `[batch, heads, 1]` */
  readonly strengths: Tensor3D;
  /** Interpolation gate g in 0 … 1 `[batch, heads, 1]` */
  readonly gates: Tensor3D;
  /** s, how likely each shift is: `[batch·heads, 1, shifts]`, the last axis sums to 1. */
  readonly shifts: Tensor3D;
  /** γ ≥ 1 `[batch, heads, 1]` */
  readonly sharpness: Tensor3D;
}

/** Keeps the logarithm of rows that nothing looks at finite. */
const smallest = 1e-12;

/**
 * Weightings of all heads over the memory's rows (Graves, Wayne & Danihelka 2014, §3.3, eq. 5 to 9): by content, interpolated
 * with the weighting before, shifted in a circle, sharpened. `[batch, heads, rows]`, each sums to 1.
 *
 * The cosine has 10⁻⁶ added to both squared norms, so that a row of zeros is similar to nothing. Sharpening, w^γ/Σw^γ, is
 * computed as the softmax of γ·log(w + 10⁻¹²).
 * @param memory `[batch, rows, width]`
 * @param before `[batch, heads, rows]`
 * @param shiftMatrix from `makeShiftMatrix`
 */
export function address(
  memory: Tensor3D,
  before: Tensor3D,
  { keys, strengths, gates, shifts, sharpness }: AddressSignals,
  shiftMatrix: Tensor2D,
): Tensor3D {
  const [batch, heads, rows] = before.shape;
  const products = matMul<Tensor3D>(keys, memory, false, true);
  const byKey = mul<Tensor3D>(products, mul(strengths, inverseNorm(keys)));
  const scores = mul<Tensor3D>(byKey, reshape(inverseNorm(memory), [batch, 1, rows]));
  const content = rowSoftmax(scores);
  const gated = add<Tensor3D>(before, mul(gates, sub(content, before)));
  // Every shift at once: [batch·heads, rows] · [rows, shifts·rows].
  const moved = matMul<Tensor2D>(reshape<Rank.R2>(gated, [batch * heads, rows]), shiftMatrix);
  const shifted = matMul<Tensor3D>(shifts, reshape(moved, [batch * heads, -1, rows]));
  const logs = reshape<Rank.R3>(log(add(shifted, smallest)), [batch, heads, rows]);
  return rowSoftmax(mul<Tensor3D>(logs, sharpness));
}

/**
 * What turns a weighting into all of its shifts by −range … range rows in a circle: `[rows, shifts·rows]`, where block j
 * moves what is at row i to row i + j − range.
 */
export function makeShiftMatrix(rows: number, range: number): Tensor2D {
  const shifts = 2 * range + 1;
  const values = new Float32Array(rows * shifts * rows);
  for (let row = 0; row < rows; row++)
    for (let shift = 0; shift < shifts; shift++) {
      const target = (row + shift - range + rows * shifts) % rows;
      values[(row * shifts + shift) * rows + target]! += 1;
    }
  return tensor2d(values, [rows, shifts * rows]);
}
