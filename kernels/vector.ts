/** Addresses are of bytes; counts and strides are of float32 elements. */
export class Address {
  /** The address of the element `index` after `base`. */
  @inline static of(base: usize, index: i32): usize {
    return base + ((<usize>index) << 2);
  }
}

/** Four float32 lanes, and what the instructions of WebAssembly lack for them. */
export class Vector {
  /** a·b + c: rounded once where relaxed SIMD gives a fused multiply-add. */
  @inline static multiplyAdd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
    else return f32x4.add(c, f32x4.mul(a, b));
  }

  /** c − a·b. */
  @inline static multiplySubtract(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
    else return f32x4.sub(c, f32x4.mul(a, b));
  }

  @inline static zero(): v128 {
    return f32x4.splat(0);
  }

  /** The sum of the lanes, always in the same order. */
  @inline static sum(x: v128): f32 {
    const pairs = f32x4.add(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
    return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
  }

  @inline static max(x: v128): f32 {
    const pairs = f32x4.max(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
    return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
  }

  /** The first `count` (1 to 3) elements; the other lanes are 0. Reads nothing beyond them. */
  @inline static loadPart(address: usize, count: i32): v128 {
    if (count == 1) return v128.load32_zero(address);
    const pair = v128.load64_zero(address);
    return count == 2 ? pair : f32x4.replace_lane(pair, 2, load<f32>(address, 8));
  }

  /** Writes the first `count` (1 to 3) lanes and nothing else. */
  @inline static storePart(address: usize, x: v128, count: i32): void {
    store<f32>(address, f32x4.extract_lane(x, 0));
    if (count > 1) store<f32>(address, f32x4.extract_lane(x, 1), 4);
    if (count > 2) store<f32>(address, f32x4.extract_lane(x, 2), 8);
  }

  /** The first `count` (1 to 4) elements. With a literal 4, a plain load. */
  @inline static load(address: usize, count: i32): v128 {
    return count == 4 ? v128.load(address) : Vector.loadPart(address, count);
  }

  @inline static store(address: usize, x: v128, count: i32): void {
    if (count == 4) v128.store(address, x);
    else Vector.storePart(address, x, count);
  }
}
