import { Address } from './vector';

const multiplier0: u64 = 0xd2511f53;
const multiplier1: u64 = 0xcd9e8d57;
const weyl0: u32 = 0x9e3779b9;
const weyl1: u32 = 0xbb67ae85;
const rounds: i32 = 10;

/**
 * `StatelessUniform` of src/core/ops: Philox-4x32-10 (Salmon et al. 2011) with the key (seed, step) and the counter
 * (row · ⌈units/4⌉ + ⌊unit/4⌋, time, site, 0); the lowest 23 bits of a word, divided by 2²³.
 */
export function statelessUniform(
  seed: u32,
  step: u32,
  site: u32,
  time: i32,
  rows: i32,
  firstRow: i32,
  units: i32,
  values: usize,
): void {
  const blocks = (units + 3) / 4;
  for (let t = 0; t < time; t++)
    for (let row = 0; row < rows; row++)
      for (let block = 0; block < blocks; block++) {
        let c0 = <u32>((firstRow + row) * blocks + block);
        let c1 = <u32>t;
        let c2 = site;
        let c3: u32 = 0;
        let k0 = seed;
        let k1 = step;
        for (let round = 0; round < rounds; round++) {
          const p0 = multiplier0 * <u64>c0;
          const p1 = multiplier1 * <u64>c2;
          c0 = (<u32>(p1 >> 32)) ^ c1 ^ k0;
          c1 = <u32>p1;
          c2 = (<u32>(p0 >> 32)) ^ c3 ^ k1;
          c3 = <u32>p0;
          k0 += weyl0;
          k1 += weyl1;
        }
        const to = Address.of(values, (t * rows + row) * units + 4 * block);
        const count = min(units - 4 * block, 4);
        store<f32>(to, toUnit(c0));
        if (count > 1) store<f32>(to, toUnit(c1), 4);
        if (count > 2) store<f32>(to, toUnit(c2), 8);
        if (count > 3) store<f32>(to, toUnit(c3), 12);
      }
}

function toUnit(word: u32): f32 {
  return <f32>(word & 0x7fffff) * (1.0 / 8388608.0);
}
