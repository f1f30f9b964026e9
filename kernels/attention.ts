import { Exponential } from './exponential';
import { Address, Vector } from './vector';

/** Far below any score, and still finite: a row without a token gives no NaN. */
const farBelow: f32 = 1e9;

class Score {
  /** Scores with 1e9 taken away where the mask is 0. */
  @inline static masked(scores: usize, mask: usize, count: i32): v128 {
    const away = f32x4.mul(f32x4.sub(Vector.load(mask, count), f32x4.splat(1)), f32x4.splat(farBelow));
    return f32x4.add(Vector.load(scores, count), away);
  }

  /** e^(score − largest) at tokens, else 0. */
  @inline static weight(scores: usize, mask: usize, largest: v128, count: i32): v128 {
    const power = Exponential.expOfNegative(f32x4.sub(Score.masked(scores, mask, count), largest));
    return f32x4.mul(power, Vector.load(mask, count));
  }
}

/**
 * `MaskedSoftmax` of src/core/ops: `scores` and `weights` `[batch, steps, sourceTime]`, `mask` `[batch, 1, sourceTime]` of ones
 * and zeros.
 */
export function maskedSoftmax(
  batch: i32,
  steps: i32,
  sourceTime: i32,
  scores: usize,
  mask: usize,
  weights: usize,
): void {
  const whole = sourceTime & ~3;
  const rest = sourceTime & 3;
  for (let row = 0; row < batch; row++) {
    const rowMask = Address.of(mask, row * sourceTime);
    for (let step = 0; step < steps; step++) {
      const start = (row * steps + step) * sourceTime;
      const from = Address.of(scores, start);
      const to = Address.of(weights, start);
      let largest = f32x4.splat(-Infinity);
      let i = 0;
      for (; i < whole; i += 4)
        largest = f32x4.max(largest, Score.masked(Address.of(from, i), Address.of(rowMask, i), 4));
      // Lanes beyond the end have mask 0.
      if (rest != 0)
        largest = f32x4.max(largest, Score.masked(Address.of(from, i), Address.of(rowMask, i), rest));
      const peak = f32x4.splat(Vector.max(largest));
      let sums = Vector.zero();
      for (i = 0; i < whole; i += 4) {
        const weight = Score.weight(Address.of(from, i), Address.of(rowMask, i), peak, 4);
        v128.store(Address.of(to, i), weight);
        sums = f32x4.add(sums, weight);
      }
      if (rest != 0) {
        const weight = Score.weight(Address.of(from, i), Address.of(rowMask, i), peak, rest);
        Vector.storePart(Address.of(to, i), weight, rest);
        sums = f32x4.add(sums, weight);
      }
      const total = Vector.sum(sums);
      // A row of padding keeps its zeros.
      scale(sourceTime, to, total == 0 ? 1 : 1 / total);
    }
  }
}

function scale(length: i32, x: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const at = Address.of(x, i);
    v128.store(at, f32x4.mul(v128.load(at), factors));
  }
  for (; i < length; i++) {
    const at = Address.of(x, i);
    store<f32>(at, load<f32>(at) * factor);
  }
}

/** w ∘ (dy − Σ w dy) for every row of `[rows, length]`. */
export function softmaxGradient(rows: i32, length: i32, dy: usize, weights: usize, dScores: usize): void {
  const whole = length & ~3;
  const rest = length & 3;
  for (let row = 0; row < rows; row++) {
    const d = Address.of(dy, row * length);
    const w = Address.of(weights, row * length);
    const to = Address.of(dScores, row * length);
    let sums = Vector.zero();
    let i = 0;
    for (; i < whole; i += 4)
      sums = Vector.multiplyAdd(v128.load(Address.of(d, i)), v128.load(Address.of(w, i)), sums);
    if (rest != 0)
      sums = Vector.multiplyAdd(
        Vector.loadPart(Address.of(d, i), rest),
        Vector.loadPart(Address.of(w, i), rest),
        sums,
      );
    const mean = f32x4.splat(Vector.sum(sums));
    for (i = 0; i < whole; i += 4)
      v128.store(
        Address.of(to, i),
        f32x4.mul(v128.load(Address.of(w, i)), f32x4.sub(v128.load(Address.of(d, i)), mean)),
      );
    if (rest != 0)
      Vector.storePart(
        Address.of(to, i),
        f32x4.mul(
          Vector.loadPart(Address.of(w, i), rest),
          f32x4.sub(Vector.loadPart(Address.of(d, i), rest), mean),
        ),
        rest,
      );
  }
}

/** `AdditiveScores` of src/core/ops: Σ vector ∘ tanh(query + key). */
export function additiveScores(
  batch: i32,
  steps: i32,
  sourceTime: i32,
  size: i32,
  queries: usize,
  keys: usize,
  vector: usize,
  scores: usize,
): void {
  const whole = size & ~3;
  const rest = size & 3;
  for (let row = 0; row < batch; row++)
    for (let step = 0; step < steps; step++) {
      const query = Address.of(queries, (row * steps + step) * size);
      for (let position = 0; position < sourceTime; position++) {
        const key = Address.of(keys, (row * sourceTime + position) * size);
        let sums = Vector.zero();
        let i = 0;
        for (; i < whole; i += 4) {
          const sum = f32x4.add(v128.load(Address.of(query, i)), v128.load(Address.of(key, i)));
          sums = Vector.multiplyAdd(v128.load(Address.of(vector, i)), Exponential.tanh(sum), sums);
        }
        if (rest != 0) {
          const sum = f32x4.add(
            Vector.loadPart(Address.of(query, i), rest),
            Vector.loadPart(Address.of(key, i), rest),
          );
          const weight = Vector.loadPart(Address.of(vector, i), rest);
          sums = Vector.multiplyAdd(weight, Exponential.tanh(sum), sums);
        }
        store<f32>(Address.of(scores, (row * steps + step) * sourceTime + position), Vector.sum(sums));
      }
    }
}

class Additive {
  /** `count` units of a query and a key, `at` bytes from their first. */
  @inline static gradient(
    at: usize,
    count: i32,
    dScore: v128,
    query: usize,
    key: usize,
    vector: usize,
    dQuery: usize,
    dKey: usize,
    dVector: usize,
  ): void {
    const t = Exponential.tanh(f32x4.add(Vector.load(query + at, count), Vector.load(key + at, count)));
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(t, t));
    const dSum = f32x4.mul(f32x4.mul(dScore, Vector.load(vector + at, count)), slope);
    Vector.store(dQuery + at, f32x4.add(Vector.load(dQuery + at, count), dSum), count);
    Vector.store(dKey + at, f32x4.add(Vector.load(dKey + at, count), dSum), count);
    Vector.store(dVector + at, Vector.multiplyAdd(dScore, t, Vector.load(dVector + at, count)), count);
  }
}

/** `AdditiveScoresGradient` of src/core/ops. Scores with gradient 0 (padding) are passed over. */
export function additiveScoresGradient(
  batch: i32,
  steps: i32,
  sourceTime: i32,
  size: i32,
  dScores: usize,
  queries: usize,
  keys: usize,
  vector: usize,
  dQueries: usize,
  dKeys: usize,
  dVector: usize,
): void {
  const whole = (<usize>(size & ~3)) << 2;
  const rest = size & 3;
  memory.fill(dQueries, 0, (<usize>(batch * steps * size)) << 2);
  memory.fill(dKeys, 0, (<usize>(batch * sourceTime * size)) << 2);
  memory.fill(dVector, 0, (<usize>size) << 2);
  for (let row = 0; row < batch; row++)
    for (let step = 0; step < steps; step++) {
      const queryStart = (row * steps + step) * size;
      for (let position = 0; position < sourceTime; position++) {
        const score = load<f32>(Address.of(dScores, (row * steps + step) * sourceTime + position));
        if (score == 0) continue;
        const dScore = f32x4.splat(score);
        const keyStart = (row * sourceTime + position) * size;
        const query = Address.of(queries, queryStart);
        const key = Address.of(keys, keyStart);
        const dQuery = Address.of(dQueries, queryStart);
        const dKey = Address.of(dKeys, keyStart);
        let at: usize = 0;
        for (; at < whole; at += 16)
          Additive.gradient(at, 4, dScore, query, key, vector, dQuery, dKey, dVector);
        if (rest != 0) Additive.gradient(at, rest, dScore, query, key, vector, dQuery, dKey, dVector);
      }
    }
}
