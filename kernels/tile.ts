import { tileRows } from './pack';
import { Vector } from './vector';

/**
 * Computes one tile, `[tileRows, 8]`, in registers: c = from + a·b, where `a` and `b` are panels of the packed matrices.
 * Strides are in bytes. `from` may be `c` itself, or 0 to start from zeros.
 *
 * With a fused multiply-add, twelve accumulators, two columns and a factor fit into sixteen registers. Without it there is one
 * row less: the product needs a register before it is added.
 */
export function tile(
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: usize,
  from: usize,
  fromStride: usize,
): void {
  let c00 = Vector.zero();
  let c01 = Vector.zero();
  let c10 = Vector.zero();
  let c11 = Vector.zero();
  let c20 = Vector.zero();
  let c21 = Vector.zero();
  let c30 = Vector.zero();
  let c31 = Vector.zero();
  let c40 = Vector.zero();
  let c41 = Vector.zero();
  let c50 = Vector.zero();
  let c51 = Vector.zero();
  if (from != 0) {
    c00 = v128.load(from);
    c01 = v128.load(from, 16);
    from += fromStride;
    c10 = v128.load(from);
    c11 = v128.load(from, 16);
    from += fromStride;
    c20 = v128.load(from);
    c21 = v128.load(from, 16);
    from += fromStride;
    c30 = v128.load(from);
    c31 = v128.load(from, 16);
    from += fromStride;
    c40 = v128.load(from);
    c41 = v128.load(from, 16);
    if (tileRows == 6) {
      from += fromStride;
      c50 = v128.load(from);
      c51 = v128.load(from, 16);
    }
  }
  const step: usize = tileRows * 4;
  for (const end = a + <usize>k * step; a < end; a += step, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a);
    c00 = Vector.multiplyAdd(a0, b0, c00);
    c01 = Vector.multiplyAdd(a0, b1, c01);
    const a1 = v128.load_splat<f32>(a, 4);
    c10 = Vector.multiplyAdd(a1, b0, c10);
    c11 = Vector.multiplyAdd(a1, b1, c11);
    const a2 = v128.load_splat<f32>(a, 8);
    c20 = Vector.multiplyAdd(a2, b0, c20);
    c21 = Vector.multiplyAdd(a2, b1, c21);
    const a3 = v128.load_splat<f32>(a, 12);
    c30 = Vector.multiplyAdd(a3, b0, c30);
    c31 = Vector.multiplyAdd(a3, b1, c31);
    const a4 = v128.load_splat<f32>(a, 16);
    c40 = Vector.multiplyAdd(a4, b0, c40);
    c41 = Vector.multiplyAdd(a4, b1, c41);
    if (tileRows == 6) {
      const a5 = v128.load_splat<f32>(a, 20);
      c50 = Vector.multiplyAdd(a5, b0, c50);
      c51 = Vector.multiplyAdd(a5, b1, c51);
    }
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += stride;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += stride;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += stride;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c += stride;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  if (tileRows == 5) return;
  c += stride;
  v128.store(c, c50);
  v128.store(c, c51, 16);
}
