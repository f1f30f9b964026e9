import { Block } from './pack';
import { Address, Vector } from './vector';

const multiplier0: u32 = 0xd2511f53;
const multiplier1: u32 = 0xcd9e8d57;
const weyl0: u32 = 0x9e3779b9;
const weyl1: u32 = 0xbb67ae85;
const rounds: i32 = 10;

class Wide {
  /** The upper halves of the products of unsigned lanes. */
  @inline static high(low: v128, high: v128): v128 {
    return i32x4.shuffle(low, high, 1, 3, 5, 7);
  }

  @inline static low(low: v128, high: v128): v128 {
    return i32x4.shuffle(low, high, 0, 2, 4, 6);
  }

  /** The lowest 23 bits, divided by 2²³. */
  @inline static toUnit(words: v128): v128 {
    const bits = v128.and(words, i32x4.splat(0x7fffff));
    return f32x4.mul(f32x4.convert_i32x4_s(bits), f32x4.splat(1.0 / 8388608.0));
  }
}

/**
 * `StatelessUniform` of src/core/ops: Philox-4x32-10 (Salmon et al. 2011) with the key (seed, step) and the counter
 * (row · ⌈units/4⌉ + ⌊unit/4⌋, time, site, 0), four counters at a time; the lowest 23 bits of a word, divided by 2²³.
 * `tile` is memory for 16 numbers.
 */
export function statelessUniform(
  seed: i32,
  step: i32,
  site: i32,
  time: i32,
  rows: i32,
  firstRow: i32,
  units: i32,
  values: usize,
  tile: usize,
): void {
  const blocks = (units + 3) / 4;
  const count = rows * blocks;
  const m0 = i32x4.splat(multiplier0);
  const m1 = i32x4.splat(multiplier1);
  for (let t = 0; t < time; t++)
    for (let first = 0; first < count; first += 4) {
      let c0 = i32x4.add(i32x4.splat(firstRow * blocks + first), i32x4(0, 1, 2, 3));
      let c1 = i32x4.splat(t);
      let c2 = i32x4.splat(site);
      let c3 = Vector.zero();
      let k0 = i32x4.splat(seed);
      let k1 = i32x4.splat(step);
      for (let round = 0; round < rounds; round++) {
        const p0 = i64x2.extmul_low_i32x4_u(m0, c0);
        const q0 = i64x2.extmul_high_i32x4_u(m0, c0);
        const p1 = i64x2.extmul_low_i32x4_u(m1, c2);
        const q1 = i64x2.extmul_high_i32x4_u(m1, c2);
        c0 = v128.xor(v128.xor(Wide.high(p1, q1), c1), k0);
        c1 = Wide.low(p1, q1);
        c2 = v128.xor(v128.xor(Wide.high(p0, q0), c3), k1);
        c3 = Wide.low(p0, q0);
        k0 = i32x4.add(k0, i32x4.splat(weyl0));
        k1 = i32x4.add(k1, i32x4.splat(weyl1));
      }
      // Lane b of word w is number 4b + w.
      const whole = (units & 3) == 0 && first + 4 <= count;
      const to = whole ? Address.of(values, t * rows * units + 4 * first) : tile;
      v128.store(tile, Wide.toUnit(c0));
      v128.store(tile, Wide.toUnit(c1), 16);
      v128.store(tile, Wide.toUnit(c2), 32);
      v128.store(tile, Wide.toUnit(c3), 48);
      Block.transposeRows(tile, 16, to, 16);
      if (whole) continue;
      for (let block = first; block < min(first + 4, count); block++) {
        const unit = 4 * (block % blocks);
        const row = t * rows + block / blocks;
        const numbers = v128.load(Address.of(tile, 4 * (block - first)));
        Vector.store(Address.of(values, row * units + unit), numbers, min(units - unit, 4));
      }
    }
}
