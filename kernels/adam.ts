import { Vector } from './vector';

/**
 * One update of Adam (Kingma & Ba 2015, algorithm 1): g = gradient·scale, m' = β₁m + (1−β₁)g, v' = β₂v + (1−β₂)g²,
 * parameter' = parameter − stepSize·m' / (√v' / correctionV + ε).
 */
export function adamUpdate(
  length: i32,
  parameter: usize,
  gradient: usize,
  m: usize,
  v: usize,
  nextParameter: usize,
  nextM: usize,
  nextV: usize,
  scale: f32,
  stepSize: f32,
  correctionV: f32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  epsilon: f32,
): void {
  const scales = f32x4.splat(scale);
  const steps = f32x4.splat(stepSize);
  const corrections = f32x4.splat(correctionV);
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(oneMinusBeta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(oneMinusBeta2);
  const e = f32x4.splat(epsilon);
  const bytes = (<usize>length) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const count = <i32>min<usize>((bytes - at) >> 2, 4);
    const g = f32x4.mul(Vector.load(gradient + at, count), scales);
    const newM = f32x4.add(f32x4.mul(Vector.load(m + at, count), b1), f32x4.mul(g, c1));
    const newV = f32x4.add(f32x4.mul(Vector.load(v + at, count), b2), f32x4.mul(f32x4.mul(g, g), c2));
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(newV), corrections), e);
    const change = f32x4.mul(steps, f32x4.div(newM, denominator));
    Vector.store(nextM + at, newM, count);
    Vector.store(nextV + at, newV, count);
    Vector.store(nextParameter + at, f32x4.sub(Vector.load(parameter + at, count), change), count);
  }
}
