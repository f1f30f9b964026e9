import { Vector } from './vector';

/** Adding and subtracting it rounds a float32 of magnitude below 2²² to an integer, and leaves that in the low bits. */
const roundingMagic: f32 = 12582912;
const log2e: f32 = 1.44269504088896341;
/** ln 2 in two parts: the first has few enough bits for n·ln2High to be exact. */
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.1219444e-4;
/** Beyond ±this e^x is not a normal float32. */
const largestExponent: f32 = 87.3;

/**
 * Exponential functions of four lanes, without branches. NaN stays NaN.
 *
 * e^x = 2ⁿ·e^r with n = round(x / ln 2); e^r − 1 is r + r²·p(r), where p are Cephes' coefficients for float32 (Moshier
 * 1992, expf).
 */
export class Exponential {
  /** e^x for x ≤ 0; e^−87.3 below −87.3. */
  @inline static expOfNegative(x: v128): v128 {
    return Exponential.clampedExp(f32x4.pmax(x, f32x4.splat(-largestExponent)));
  }

  /** 1 / (1 + e^−x). */
  @inline static sigmoid(x: v128): v128 {
    const limit = f32x4.splat(largestExponent);
    const one = f32x4.splat(1);
    const argument = f32x4.pmax(f32x4.pmin(f32x4.neg(x), limit), f32x4.neg(limit));
    return f32x4.div(one, f32x4.add(one, Exponential.clampedExp(argument)));
  }

  /** tanh x = t / (t + 2) with t = e^2|x| − 1, which has no cancellation; odd to the bit. */
  @inline static tanh(x: v128): v128 {
    const sign = v128.and(x, i32x4.splat(0x80000000));
    // tanh 9.1 is 1 in float32.
    const argument = f32x4.pmin(f32x4.mul(v128.xor(x, sign), f32x4.splat(2)), f32x4.splat(18.2));
    const shifted = Vector.multiplyAdd(argument, f32x4.splat(log2e), f32x4.splat(roundingMagic));
    const power = Exponential.powerOfTwo(shifted);
    const rest = Exponential.expRest(argument, f32x4.sub(shifted, f32x4.splat(roundingMagic)));
    // 2ⁿ·(e^r − 1) + (2ⁿ − 1)
    const t = Vector.multiplyAdd(power, rest, f32x4.sub(power, f32x4.splat(1)));
    return v128.or(f32x4.div(t, f32x4.add(t, f32x4.splat(2))), sign);
  }

  /** ln x of positive, normal, finite numbers (Cephes' coefficients, logf). */
  @inline static log(x: v128): v128 {
    const one = f32x4.splat(1);
    // x = m·2ᵉ with m in √½ … √2.
    const half = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
    const isSmall = f32x4.lt(half, f32x4.splat(0.70710678));
    const m = f32x4.sub(f32x4.add(half, v128.and(half, isSmall)), one);
    const exponent = i32x4.add(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)), isSmall);
    const e = f32x4.convert_i32x4_s(exponent);
    let p = Vector.multiplyAdd(f32x4.splat(7.0376836292e-2), m, f32x4.splat(-1.151461031e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(1.167699874e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(-1.2420140846e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(1.4249322787e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(-1.6668057665e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(2.0000714765e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(-2.4999993993e-1));
    p = Vector.multiplyAdd(p, m, f32x4.splat(3.3333331174e-1));
    const square = f32x4.mul(m, m);
    let y = f32x4.mul(f32x4.mul(p, m), square);
    y = Vector.multiplyAdd(e, f32x4.splat(ln2Low), y);
    y = Vector.multiplySubtract(f32x4.splat(0.5), square, y);
    return Vector.multiplyAdd(e, f32x4.splat(ln2High), f32x4.add(m, y));
  }

  @inline private static clampedExp(x: v128): v128 {
    const shifted = Vector.multiplyAdd(x, f32x4.splat(log2e), f32x4.splat(roundingMagic));
    const rest = Exponential.expRest(x, f32x4.sub(shifted, f32x4.splat(roundingMagic)));
    return f32x4.mul(f32x4.add(rest, f32x4.splat(1)), Exponential.powerOfTwo(shifted));
  }

  /** e^r − 1 for r = x − n·ln 2. */
  @inline private static expRest(x: v128, n: v128): v128 {
    const high = Vector.multiplySubtract(n, f32x4.splat(ln2High), x);
    const r = Vector.multiplySubtract(n, f32x4.splat(ln2Low), high);
    let p = Vector.multiplyAdd(f32x4.splat(1.98756915e-4), r, f32x4.splat(1.3981999507e-3));
    p = Vector.multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
    p = Vector.multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
    p = Vector.multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
    p = Vector.multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
    return Vector.multiplyAdd(f32x4.mul(r, r), p, r);
  }

  /** 2ⁿ, from n + roundingMagic: its low bits become the exponent. */
  @inline private static powerOfTwo(shifted: v128): v128 {
    return i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  }
}

/** ln x of a positive, normal, finite float64, to about 1e-11: 2·artanh((m − 1)/(m + 1)) + e·ln 2. */
export function logarithm(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i32>((bits >> 52) & 2047) - 1023;
  let mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | ((<u64>1023) << 52));
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent++;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const q = t * t;
  const series =
    1 +
    q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13 + q / 15))))));
  return 2 * t * series + <f64>exponent * 0.6931471805599453;
}
