import { sigmoid, tanh } from './activation';
import { softmaxGradient } from './attention';
import { Exponential, logarithm } from './exponential';
import { largestOf } from './largest';
import { isPadding } from './padding';
import { Address, Vector } from './vector';

/** Added to the squares of norms, as `inverseNorm` of src/core/ops does. */
const normEpsilon: f32 = 1e-6;
/** Keeps the logarithm of rows that nothing looks at finite. */
const smallest: f32 = 1e-12;

/** Where what belongs to one row of the batch is kept for the gradient, and where each signal is among the others. */
class Layout {
  @inline static columns(width: i32, heads: i32, writers: i32, shifts: i32): i32 {
    return Layout.moves(width, heads, writers) + heads * shifts;
  }
  @inline static added(width: i32, heads: i32): i32 {
    return heads * width;
  }
  @inline static strengths(width: i32, heads: i32, writers: i32): i32 {
    return (heads + writers) * width;
  }
  @inline static sharpness(width: i32, heads: i32, writers: i32): i32 {
    return Layout.strengths(width, heads, writers) + heads;
  }
  @inline static gates(width: i32, heads: i32, writers: i32): i32 {
    return Layout.sharpness(width, heads, writers) + heads;
  }
  @inline static erase(width: i32, heads: i32, writers: i32): i32 {
    return Layout.gates(width, heads, writers) + heads;
  }
  @inline static moves(width: i32, heads: i32, writers: i32): i32 {
    return Layout.erase(width, heads, writers) + writers * width;
  }
}

/** Floats that `memoryStep` keeps of a row of the batch: signals, norms, and of each head cosines, content and shifted. */
export function memoryKept(rows: i32, width: i32, readers: i32, writers: i32, range: i32): i32 {
  const heads = readers + writers;
  return Layout.columns(width, heads, writers, 2 * range + 1) + rows + 3 * heads * rows;
}

/** Floats of scratch memory that `memoryStepGradient` needs. */
export function memoryScratch(rows: i32): i32 {
  return 2 * rows;
}

/** Vectors of any length. */
class Span {
  @inline static copy(length: i32, x: usize, to: usize): void {
    memory.copy(to, x, (<usize>length) << 2);
  }

  @inline static clear(length: i32, x: usize): void {
    memory.fill(x, 0, (<usize>length) << 2);
  }

  static dot(length: i32, a: usize, b: usize): f32 {
    let sums = Vector.zero();
    let i = 0;
    for (; i + 4 <= length; i += 4)
      sums = Vector.multiplyAdd(v128.load(Address.of(a, i)), v128.load(Address.of(b, i)), sums);
    const rest = length - i;
    if (rest != 0)
      sums = Vector.multiplyAdd(
        Vector.loadPart(Address.of(a, i), rest),
        Vector.loadPart(Address.of(b, i), rest),
        sums,
      );
    return Vector.sum(sums);
  }

  /** to + factor·x */
  static addScaled(length: i32, factor: f32, x: usize, to: usize): void {
    const factors = f32x4.splat(factor);
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      const at = Address.of(to, i);
      v128.store(at, Vector.multiplyAdd(factors, v128.load(Address.of(x, i)), v128.load(at)));
    }
    for (; i < length; i++) {
      const at = Address.of(to, i);
      store<f32>(at, load<f32>(at) + factor * load<f32>(Address.of(x, i)));
    }
  }

  static inverseNorm(length: i32, x: usize): f32 {
    return 1 / sqrt<f32>(Span.dot(length, x, x) + normEpsilon);
  }
}

/** e^(factor·x) of a row divided by their sum; `x` and `to` may be the same. */
function softmax(length: i32, factor: f32, x: usize, to: usize): void {
  const peak = f32x4.splat(largestOf(length, x));
  const factors = f32x4.splat(factor);
  let sums = Vector.zero();
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const away = f32x4.mul(factors, f32x4.sub(v128.load(Address.of(x, i)), peak));
    const power = Exponential.expOfNegative(away);
    v128.store(Address.of(to, i), power);
    sums = f32x4.add(sums, power);
  }
  const rest = length - i;
  if (rest != 0) {
    const away = f32x4.mul(factors, f32x4.sub(Vector.loadPart(Address.of(x, i), rest), peak));
    Vector.storePart(Address.of(to, i), Exponential.expOfNegative(away), rest);
    sums = f32x4.add(sums, Vector.loadPart(Address.of(to, i), rest));
  }
  const scale = f32x4.splat(1 / Vector.sum(sums));
  for (i = 0; i + 4 <= length; i += 4)
    v128.store(Address.of(to, i), f32x4.mul(scale, v128.load(Address.of(to, i))));
  if (rest != 0)
    Vector.storePart(Address.of(to, i), f32x4.mul(scale, Vector.loadPart(Address.of(to, i), rest)), rest);
}

/** ln(1 + e^x) */
function softplus(x: f32): f32 {
  const power = f32x4.extract_lane(Exponential.expOfNegative(f32x4.splat(-abs(x))), 0);
  return max<f32>(x, 0) + <f32>logarithm(1 + <f64>power);
}

/** ln(x + 10⁻¹²) */
function logs(length: i32, x: usize, to: usize): void {
  const away = f32x4.splat(smallest);
  let i = 0;
  for (; i < length; i += 4) {
    const count = min(length - i, 4);
    const sum = f32x4.add(Vector.load(Address.of(x, i), count), away);
    Vector.store(Address.of(to, i), Exponential.log(sum), count);
  }
}

/** before + gate·(content − before) */
function interpolate(length: i32, gate: f32, content: usize, before: usize, to: usize): void {
  const gates = f32x4.splat(gate);
  for (let i = 0; i < length; i += 4) {
    const count = min(length - i, 4);
    const old = Vector.load(Address.of(before, i), count);
    const difference = f32x4.sub(Vector.load(Address.of(content, i), count), old);
    Vector.store(Address.of(to, i), Vector.multiplyAdd(gates, difference, old), count);
  }
}

/** By how many rows the shift moves on, 0 to rows − 1. */
function offsetOf(shift: i32, range: i32, rows: i32): i32 {
  const offset = (shift - range) % rows;
  return offset < 0 ? offset + rows : offset;
}

/** What the controller says as the signals that it means. */
function activate(width: i32, heads: i32, writers: i32, shifts: i32, raw: usize, signals: usize): void {
  tanh((heads + writers) * width, raw, signals);
  const positive = Layout.strengths(width, heads, writers);
  for (let i = 0; i < 2 * heads; i++) {
    const value = softplus(load<f32>(Address.of(raw, positive + i)));
    store<f32>(Address.of(signals, positive + i), i < heads ? value : value + 1);
  }
  const unit = Layout.gates(width, heads, writers);
  sigmoid(heads + writers * width, Address.of(raw, unit), Address.of(signals, unit));
  const moves = Layout.moves(width, heads, writers);
  for (let head = 0; head < heads; head++) {
    const at = moves + head * shifts;
    softmax(shifts, 1, Address.of(raw, at), Address.of(signals, at));
  }
}

/** `MemoryStep` of src/core/ops. */
export function memoryStep(
  batch: i32,
  rows: i32,
  width: i32,
  readers: i32,
  writers: i32,
  range: i32,
  rawSignals: usize,
  memories: usize,
  weightings: usize,
  reads: usize,
  mask: usize,
  nextMemories: usize,
  nextWeightings: usize,
  nextReads: usize,
  kept: usize,
): void {
  const heads = readers + writers;
  const shifts = 2 * range + 1;
  const columns = Layout.columns(width, heads, writers, shifts);
  const keptLength = memoryKept(rows, width, readers, writers, range);
  for (let row = 0; row < batch; row++) {
    const content = Address.of(memories, row * rows * width);
    const before = Address.of(weightings, row * heads * rows);
    const nextContent = Address.of(nextMemories, row * rows * width);
    const after = Address.of(nextWeightings, row * heads * rows);
    const read = Address.of(nextReads, row * readers * width);
    const signals = Address.of(kept, row * keptLength);
    if (isPadding(mask, row)) {
      Span.copy(rows * width, content, nextContent);
      Span.copy(heads * rows, before, after);
      Span.copy(readers * width, Address.of(reads, row * readers * width), read);
      Span.clear(keptLength, signals);
      continue;
    }
    activate(width, heads, writers, shifts, Address.of(rawSignals, row * columns), signals);
    const norms = Address.of(signals, columns);
    for (let i = 0; i < rows; i++)
      store<f32>(Address.of(norms, i), Span.inverseNorm(width, Address.of(content, i * width)));
    for (let head = 0; head < heads; head++)
      address(head, rows, width, heads, writers, range, content, before, signals, norms, after);
    readRows(rows, width, readers, content, after, read);
    const writing = Address.of(after, readers * rows);
    writeRows(rows, width, heads, writers, content, writing, signals, nextContent);
  }
}

/** Where one head is: its cosines, content and shifted are kept behind the norms. */
function address(
  head: i32,
  rows: i32,
  width: i32,
  heads: i32,
  writers: i32,
  range: i32,
  content: usize,
  before: usize,
  signals: usize,
  norms: usize,
  after: usize,
): void {
  const key = Address.of(signals, head * width);
  const keyNorm = Span.inverseNorm(width, key);
  const cosines = Address.of(norms, rows + head * rows);
  const similar = Address.of(cosines, heads * rows);
  const shifted = Address.of(similar, heads * rows);
  for (let i = 0; i < rows; i++) {
    const product = Span.dot(width, key, Address.of(content, i * width));
    store<f32>(Address.of(cosines, i), product * keyNorm * load<f32>(Address.of(norms, i)));
  }
  softmax(
    rows,
    load<f32>(Address.of(signals, Layout.strengths(width, heads, writers) + head)),
    cosines,
    similar,
  );
  const weighting = Address.of(after, head * rows);
  const gate = load<f32>(Address.of(signals, Layout.gates(width, heads, writers) + head));
  interpolate(rows, gate, similar, Address.of(before, head * rows), weighting);
  Span.clear(rows, shifted);
  const shifts = 2 * range + 1;
  const moves = Address.of(signals, Layout.moves(width, heads, writers) + head * shifts);
  for (let shift = 0; shift < shifts; shift++) {
    const offset = offsetOf(shift, range, rows);
    const share = load<f32>(Address.of(moves, shift));
    Span.addScaled(rows - offset, share, weighting, Address.of(shifted, offset));
    Span.addScaled(offset, share, Address.of(weighting, rows - offset), shifted);
  }
  logs(rows, shifted, weighting);
  const sharpness = load<f32>(Address.of(signals, Layout.sharpness(width, heads, writers) + head));
  softmax(rows, sharpness, weighting, weighting);
}

function readRows(
  rows: i32,
  width: i32,
  readers: i32,
  content: usize,
  weightings: usize,
  reads: usize,
): void {
  Span.clear(readers * width, reads);
  for (let head = 0; head < readers; head++)
    for (let i = 0; i < rows; i++)
      Span.addScaled(
        width,
        load<f32>(Address.of(weightings, head * rows + i)),
        Address.of(content, i * width),
        Address.of(reads, head * width),
      );
}

/** @param weightings of the writing heads */
function writeRows(
  rows: i32,
  width: i32,
  heads: i32,
  writers: i32,
  content: usize,
  weightings: usize,
  signals: usize,
  to: usize,
): void {
  const erase = Address.of(signals, Layout.erase(width, heads, writers));
  const added = Address.of(signals, Layout.added(width, heads));
  for (let i = 0; i < rows; i++)
    for (let column = 0; column < width; column += 4) {
      const count = min(width - column, 4);
      const at = i * width + column;
      let kept = Vector.load(Address.of(content, at), count);
      let sum = Vector.zero();
      for (let head = 0; head < writers; head++) {
        const weight = f32x4.splat(load<f32>(Address.of(weightings, head * rows + i)));
        const erased = f32x4.mul(weight, Vector.load(Address.of(erase, head * width + column), count));
        kept = Vector.multiplySubtract(kept, erased, kept);
        sum = Vector.multiplyAdd(weight, Vector.load(Address.of(added, head * width + column), count), sum);
      }
      Vector.store(Address.of(to, at), f32x4.add(kept, sum), count);
    }
}

/** `MemoryStepGradient` of src/core/ops. */
export function memoryStepGradient(
  batch: i32,
  rows: i32,
  width: i32,
  readers: i32,
  writers: i32,
  range: i32,
  dNextMemories: usize,
  dNextWeightings: usize,
  dNextReads: usize,
  rawSignals: usize,
  memories: usize,
  weightings: usize,
  mask: usize,
  nextWeightings: usize,
  kept: usize,
  dRawSignals: usize,
  dMemories: usize,
  dWeightings: usize,
  dReads: usize,
  scratch: usize,
): void {
  const heads = readers + writers;
  const shifts = 2 * range + 1;
  const columns = Layout.columns(width, heads, writers, shifts);
  const keptLength = memoryKept(rows, width, readers, writers, range);
  Span.clear(batch * columns, dRawSignals);
  Span.clear(batch * readers * width, dReads);
  for (let row = 0; row < batch; row++) {
    const dNextContent = Address.of(dNextMemories, row * rows * width);
    const dContent = Address.of(dMemories, row * rows * width);
    const dAfter = Address.of(dNextWeightings, row * heads * rows);
    const dBefore = Address.of(dWeightings, row * heads * rows);
    const dRead = Address.of(dNextReads, row * readers * width);
    // What comes through the weightings first, and becomes the gradient of those before.
    Span.copy(heads * rows, dAfter, dBefore);
    if (isPadding(mask, row)) {
      Span.copy(rows * width, dNextContent, dContent);
      Span.copy(readers * width, dRead, Address.of(dReads, row * readers * width));
      continue;
    }
    const content = Address.of(memories, row * rows * width);
    const after = Address.of(nextWeightings, row * heads * rows);
    const signals = Address.of(kept, row * keptLength);
    const dSignals = Address.of(dRawSignals, row * columns);
    writeGradient(
      rows,
      width,
      readers,
      writers,
      dNextContent,
      content,
      after,
      signals,
      dContent,
      dBefore,
      dSignals,
    );
    readGradient(rows, width, readers, dRead, content, after, dContent, dBefore);
    const before = Address.of(weightings, row * heads * rows);
    const norms = Address.of(signals, columns);
    for (let head = 0; head < heads; head++)
      addressGradient(
        head,
        rows,
        width,
        heads,
        writers,
        range,
        content,
        before,
        signals,
        norms,
        after,
        dContent,
        dBefore,
        dSignals,
        scratch,
      );
    const raw = Address.of(rawSignals, row * columns);
    activationGradient(width, heads, writers, shifts, raw, signals, dSignals);
  }
}

function writeGradient(
  rows: i32,
  width: i32,
  readers: i32,
  writers: i32,
  dNext: usize,
  content: usize,
  weightings: usize,
  signals: usize,
  dContent: usize,
  dWeightings: usize,
  dSignals: usize,
): void {
  const heads = readers + writers;
  const eraseAt = Layout.erase(width, heads, writers);
  const addedAt = Layout.added(width, heads);
  for (let i = 0; i < rows; i++)
    for (let column = 0; column < width; column += 4) {
      const count = min(width - column, 4);
      const at = i * width + column;
      const d = Vector.load(Address.of(dNext, at), count);
      const dKept = f32x4.mul(d, Vector.load(Address.of(content, at), count));
      let left = f32x4.splat(1);
      for (let head = 0; head < writers; head++) {
        const weightAt = (readers + head) * rows + i;
        const weight = f32x4.splat(load<f32>(Address.of(weightings, weightAt)));
        const erase = Vector.load(Address.of(signals, eraseAt + head * width + column), count);
        left = Vector.multiplySubtract(left, f32x4.mul(weight, erase), left);
        // What the other heads leave of the row.
        let others = f32x4.splat(1);
        for (let other = 0; other < writers; other++) {
          if (other == head) continue;
          const otherWeight = f32x4.splat(load<f32>(Address.of(weightings, (readers + other) * rows + i)));
          const otherErase = Vector.load(Address.of(signals, eraseAt + other * width + column), count);
          others = Vector.multiplySubtract(others, f32x4.mul(otherWeight, otherErase), others);
        }
        const dErased = f32x4.mul(dKept, others);
        const added = Vector.load(Address.of(signals, addedAt + head * width + column), count);
        const dWeight = Vector.multiplySubtract(dErased, erase, f32x4.mul(d, added));
        const dWeightAt = Address.of(dWeightings, weightAt);
        store<f32>(dWeightAt, load<f32>(dWeightAt) + Vector.sum(dWeight));
        const dErase = Address.of(dSignals, eraseAt + head * width + column);
        Vector.store(dErase, Vector.multiplySubtract(weight, dErased, Vector.load(dErase, count)), count);
        const dAdded = Address.of(dSignals, addedAt + head * width + column);
        Vector.store(dAdded, Vector.multiplyAdd(weight, d, Vector.load(dAdded, count)), count);
      }
      Vector.store(Address.of(dContent, at), f32x4.mul(d, left), count);
    }
}

function readGradient(
  rows: i32,
  width: i32,
  readers: i32,
  dReads: usize,
  content: usize,
  weightings: usize,
  dContent: usize,
  dWeightings: usize,
): void {
  for (let head = 0; head < readers; head++) {
    const dRead = Address.of(dReads, head * width);
    for (let i = 0; i < rows; i++) {
      const dWeight = Address.of(dWeightings, head * rows + i);
      store<f32>(dWeight, load<f32>(dWeight) + Span.dot(width, dRead, Address.of(content, i * width)));
      const weight = load<f32>(Address.of(weightings, head * rows + i));
      Span.addScaled(width, weight, dRead, Address.of(dContent, i * width));
    }
  }
}

/** Back through what `address` does, from the last to the first. */
function addressGradient(
  head: i32,
  rows: i32,
  width: i32,
  heads: i32,
  writers: i32,
  range: i32,
  content: usize,
  before: usize,
  signals: usize,
  norms: usize,
  after: usize,
  dContent: usize,
  dBefore: usize,
  dSignals: usize,
  scratch: usize,
): void {
  const cosines = Address.of(norms, rows + head * rows);
  const similar = Address.of(cosines, heads * rows);
  const shifted = Address.of(similar, heads * rows);
  const old = Address.of(before, head * rows);
  const d = Address.of(dBefore, head * rows);
  const gated = scratch;
  const dGated = Address.of(scratch, rows);

  const sharpnessAt = Layout.sharpness(width, heads, writers) + head;
  const sharpness = f32x4.splat(load<f32>(Address.of(signals, sharpnessAt)));
  softmaxGradient(1, rows, d, Address.of(after, head * rows), d);
  logs(rows, shifted, gated);
  store<f32>(Address.of(dSignals, sharpnessAt), Span.dot(rows, d, gated));
  for (let i = 0; i < rows; i += 4) {
    const count = min(rows - i, 4);
    const sum = f32x4.add(Vector.load(Address.of(shifted, i), count), f32x4.splat(smallest));
    const at = Address.of(d, i);
    Vector.store(at, f32x4.div(f32x4.mul(sharpness, Vector.load(at, count)), sum), count);
  }

  const gateAt = Layout.gates(width, heads, writers) + head;
  const gate = load<f32>(Address.of(signals, gateAt));
  interpolate(rows, gate, similar, old, gated);
  Span.clear(rows, dGated);
  const shifts = 2 * range + 1;
  const movesAt = Layout.moves(width, heads, writers) + head * shifts;
  for (let shift = 0; shift < shifts; shift++) {
    const offset = offsetOf(shift, range, rows);
    const share = load<f32>(Address.of(signals, movesAt + shift));
    const end = Address.of(gated, rows - offset);
    const dEnd = Address.of(dGated, rows - offset);
    const dOffset = Address.of(d, offset);
    Span.addScaled(rows - offset, share, dOffset, dGated);
    Span.addScaled(offset, share, d, dEnd);
    store<f32>(
      Address.of(dSignals, movesAt + shift),
      Span.dot(rows - offset, dOffset, gated) + Span.dot(offset, d, end),
    );
  }

  let gateSums = Vector.zero();
  for (let i = 0; i < rows; i += 4) {
    const count = min(rows - i, 4);
    const slope = Vector.load(Address.of(dGated, i), count);
    const difference = f32x4.sub(
      Vector.load(Address.of(similar, i), count),
      Vector.load(Address.of(old, i), count),
    );
    gateSums = Vector.multiplyAdd(slope, difference, gateSums);
    Vector.store(Address.of(d, i), f32x4.mul(slope, f32x4.splat(1 - gate)), count);
    Vector.store(Address.of(dGated, i), f32x4.mul(slope, f32x4.splat(gate)), count);
  }
  store<f32>(Address.of(dSignals, gateAt), Vector.sum(gateSums));

  softmaxGradient(1, rows, dGated, similar, dGated);
  const strengthAt = Layout.strengths(width, heads, writers) + head;
  const strength = load<f32>(Address.of(signals, strengthAt));
  store<f32>(Address.of(dSignals, strengthAt), Span.dot(rows, dGated, cosines));
  const key = Address.of(signals, head * width);
  const dKey = Address.of(dSignals, head * width);
  const keyNorm = Span.inverseNorm(width, key);
  let keyPull: f32 = 0;
  for (let i = 0; i < rows; i++) {
    const norm = load<f32>(Address.of(norms, i));
    const cosine = load<f32>(Address.of(cosines, i));
    const dCosine = strength * load<f32>(Address.of(dGated, i));
    const scale = dCosine * keyNorm * norm;
    const pull = dCosine * cosine;
    const at = Address.of(content, i * width);
    const dAt = Address.of(dContent, i * width);
    Span.addScaled(width, scale, at, dKey);
    Span.addScaled(width, scale, key, dAt);
    Span.addScaled(width, -pull * norm * norm, at, dAt);
    keyPull += pull;
  }
  Span.addScaled(width, -keyPull * keyNorm * keyNorm, key, dKey);
}

/** From gradients of the signals to those of what the controller says, in place. */
function activationGradient(
  width: i32,
  heads: i32,
  writers: i32,
  shifts: i32,
  raw: usize,
  signals: usize,
  d: usize,
): void {
  const one = f32x4.splat(1);
  const contents = (heads + writers) * width;
  for (let i = 0; i < contents; i += 4) {
    const count = min(contents - i, 4);
    const value = Vector.load(Address.of(signals, i), count);
    const at = Address.of(d, i);
    Vector.store(at, f32x4.mul(Vector.load(at, count), f32x4.sub(one, f32x4.mul(value, value))), count);
  }
  const gates = Layout.gates(width, heads, writers);
  for (let i = contents; i < gates; i++) {
    // softplus' is σ.
    const slope = f32x4.extract_lane(Exponential.sigmoid(f32x4.splat(load<f32>(Address.of(raw, i)))), 0);
    const at = Address.of(d, i);
    store<f32>(at, load<f32>(at) * slope);
  }
  const moves = Layout.moves(width, heads, writers);
  for (let i = gates; i < moves; i += 4) {
    const count = min(moves - i, 4);
    const value = Vector.load(Address.of(signals, i), count);
    const at = Address.of(d, i);
    Vector.store(at, f32x4.mul(Vector.load(at, count), f32x4.mul(value, f32x4.sub(one, value))), count);
  }
  softmaxGradient(heads, shifts, Address.of(d, moves), Address.of(signals, moves), Address.of(d, moves));
}
