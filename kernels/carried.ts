import { Vector } from './vector';

/** The gradient of a recurrent state: what its output hands back, and what the next time carries (0 for nothing). */
export class Carried {
  @inline static load(dOutput: usize, dCarried: usize, at: usize, count: i32): v128 {
    const gradient = Vector.load(dOutput + at, count);
    if (dCarried == 0) return gradient;
    return f32x4.add(gradient, Vector.load(dCarried + at, count));
  }
}
