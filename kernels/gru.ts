import { Carried } from './carried';
import { Exponential } from './exponential';
import { addRow, recurrentGradient } from './lstm';
import { packedLength, packWhole, productWithPacked } from './matrix';
import { isPadding } from './padding';
import { sumRows } from './reduce';
import { Address, Vector } from './vector';

class Cell {
  /** `count` units of a row, `at` bytes from its first: n = tanh(xₙ + σ(r) ∘ hₙ), h' = n + σ(z) ∘ (h − n). */
  @inline static forward(
    at: usize,
    count: i32,
    unitBytes: usize,
    projected: usize,
    recurrent: usize,
    previousH: usize,
    gates: usize,
    h: usize,
  ): void {
    const x = projected + at;
    const u = recurrent + at;
    const gate = gates + at;
    const r = Exponential.sigmoid(f32x4.add(Vector.load(x, count), Vector.load(u, count)));
    const sumZ = f32x4.add(Vector.load(x + unitBytes, count), Vector.load(u + unitBytes, count));
    const z = Exponential.sigmoid(sumZ);
    const reset = f32x4.mul(r, Vector.load(u + 2 * unitBytes, count));
    const n = Exponential.tanh(f32x4.add(Vector.load(x + 2 * unitBytes, count), reset));
    const change = f32x4.mul(z, f32x4.sub(Vector.load(previousH + at, count), n));
    Vector.store(gate, r, count);
    Vector.store(gate + unitBytes, z, count);
    Vector.store(gate + 2 * unitBytes, n, count);
    Vector.store(h + at, f32x4.add(n, change), count);
  }

  @inline static gradient(
    at: usize,
    count: i32,
    unitBytes: usize,
    dH: usize,
    dCarried: usize,
    previousH: usize,
    gates: usize,
    recurrentN: usize,
    dProjected: usize,
    dRecurrent: usize,
    dPrevious: usize,
  ): void {
    const dNext = Carried.load(dH, dCarried, at, count);
    const gate = gates + at;
    const dX = dProjected + at;
    const dU = dRecurrent + at;
    const one = f32x4.splat(1);
    const r = Vector.load(gate, count);
    const z = Vector.load(gate + unitBytes, count);
    const n = Vector.load(gate + 2 * unitBytes, count);
    const dN = f32x4.mul(f32x4.mul(dNext, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
    const dReset = f32x4.mul(dN, Vector.load(recurrentN + at, count));
    const dR = f32x4.mul(dReset, f32x4.mul(r, f32x4.sub(one, r)));
    const dUpdate = f32x4.mul(dNext, f32x4.sub(Vector.load(previousH + at, count), n));
    const dZ = f32x4.mul(dUpdate, f32x4.mul(z, f32x4.sub(one, z)));
    Vector.store(dX, dR, count);
    Vector.store(dX + unitBytes, dZ, count);
    Vector.store(dX + 2 * unitBytes, dN, count);
    Vector.store(dU, dR, count);
    Vector.store(dU + unitBytes, dZ, count);
    Vector.store(dU + 2 * unitBytes, f32x4.mul(dN, r), count);
    Vector.store(dPrevious + at, f32x4.mul(dNext, z), count);
  }
}

/**
 * The elementwise part of a GRU step: `projected`, `recurrent` and `gates` (σ(r), σ(z), n) are `[rows, 3·units]`, `h` is
 * `[rows, units]`. Where `mask` (0 for none) is 0, h is the previous one and nothing is computed: gates are 0.
 */
export function gruCells(
  rows: i32,
  units: i32,
  projected: usize,
  recurrent: usize,
  previousH: usize,
  mask: usize,
  gates: usize,
  h: usize,
): void {
  const unitBytes = (<usize>units) << 2;
  const whole = (<usize>(units & ~3)) << 2;
  const rest = units & 3;
  for (let row = 0; row < rows; row++) {
    const start = <usize>row * unitBytes;
    if (isPadding(mask, row)) {
      memory.copy(h + start, previousH + start, unitBytes);
      memory.fill(gates + 3 * start, 0, 3 * unitBytes);
      continue;
    }
    const x = projected + 3 * start;
    const u = recurrent + 3 * start;
    const rowGates = gates + 3 * start;
    let at: usize = 0;
    for (; at < whole; at += 16) Cell.forward(at, 4, unitBytes, x, u, previousH + start, rowGates, h + start);
    if (rest != 0) Cell.forward(at, rest, unitBytes, x, u, previousH + start, rowGates, h + start);
  }
}

/**
 * The gradient of `gruCells`. The gradient of h is `dH` + `dCarried`, which may be where `dPreviousH` goes; 0 for none,
 * where there is no mask.
 * `recurrentN` is the recurrent sum of n, its rows `recurrentStride` apart.
 */
export function gruCellsGradient(
  rows: i32,
  units: i32,
  dH: usize,
  dCarried: usize,
  previousH: usize,
  gates: usize,
  recurrentN: usize,
  recurrentStride: i32,
  mask: usize,
  dProjected: usize,
  dRecurrent: usize,
  dPreviousH: usize,
): void {
  const unitBytes = (<usize>units) << 2;
  const whole = (<usize>(units & ~3)) << 2;
  const rest = units & 3;
  for (let row = 0; row < rows; row++) {
    const start = <usize>row * unitBytes;
    const carried: usize = dCarried == 0 ? 0 : dCarried + start;
    const dX = dProjected + 3 * start;
    const dU = dRecurrent + 3 * start;
    const dRow = dPreviousH + start;
    if (isPadding(mask, row)) {
      memory.fill(dX, 0, 3 * unitBytes);
      memory.fill(dU, 0, 3 * unitBytes);
      addRow(units, dH + start, carried, dRow);
      continue;
    }
    const rowGates = gates + 3 * start;
    const rowH = previousH + start;
    const rowN = Address.of(recurrentN, row * recurrentStride);
    let at: usize = 0;
    for (; at < whole; at += 16)
      Cell.gradient(at, 4, unitBytes, dH + start, carried, rowH, rowGates, rowN, dX, dU, dRow);
    if (rest != 0)
      Cell.gradient(at, rest, unitBytes, dH + start, carried, rowH, rowGates, rowN, dX, dU, dRow);
  }
}

/** Floats of scratch memory that `gruSequence` and its gradient need. */
export function gruScratch(time: i32, batch: i32, units: i32): i32 {
  return (
    max(packedLength(units, 3 * units), packedLength(3 * units, units)) + 3 * max(time, 1) * batch * units
  );
}

/** `GruSequence` of src/core/ops, which says what the tensors are. `mask` may be 0. */
export function gruSequence(
  time: i32,
  batch: i32,
  units: i32,
  backward: bool,
  projected: usize,
  kernel: usize,
  bias: usize,
  h: usize,
  mask: usize,
  outputs: usize,
  gates: usize,
  recurrentN: usize,
  scratch: usize,
): void {
  const state = batch * units;
  const width = 3 * units;
  const recurrent = Address.of(scratch, packedLength(units, width));
  const zeros = packWhole(scratch, kernel, width, 1, units, width);
  let previousH = h;
  for (let step = 0; step < time; step++) {
    const t = backward ? time - 1 - step : step;
    const maskNow: usize = mask == 0 ? 0 : Address.of(mask, t * batch);
    productWithPacked(batch, width, units, previousH, scratch, zeros, recurrent, width, bias, 0, maskNow);
    for (let row = 0; row < batch; row++) {
      const kept = Address.of(recurrentN, t * state + row * units);
      if (isPadding(maskNow, row)) memory.fill(kept, 0, (<usize>units) << 2);
      else memory.copy(kept, Address.of(recurrent, row * width + 2 * units), (<usize>units) << 2);
    }
    const nextH = Address.of(outputs, t * state);
    gruCells(
      batch,
      units,
      Address.of(projected, 3 * t * state),
      recurrent,
      previousH,
      maskNow,
      Address.of(gates, 3 * t * state),
      nextH,
    );
    previousH = nextH;
  }
}

/** `GruSequenceGradient` of src/core/ops. `mask` may be 0. */
export function gruSequenceGradient(
  time: i32,
  batch: i32,
  units: i32,
  backward: bool,
  dOutputs: usize,
  kernel: usize,
  h: usize,
  outputs: usize,
  gates: usize,
  recurrentN: usize,
  mask: usize,
  dProjected: usize,
  dKernel: usize,
  dBias: usize,
  dH: usize,
  scratch: usize,
): void {
  const state = batch * units;
  const width = 3 * units;
  const dRecurrent = Address.of(scratch, packedLength(width, units));
  const zeros = packWhole(scratch, kernel, 1, width, width, units);
  memory.fill(dH, 0, (<usize>state) << 2);
  for (let step = time - 1; step >= 0; step--) {
    const t = backward ? time - 1 - step : step;
    const previous = backward ? t + 1 : t - 1;
    const dRecurrentNow = Address.of(dRecurrent, 3 * t * state);
    gruCellsGradient(
      batch,
      units,
      Address.of(dOutputs, t * state),
      dH,
      step == 0 ? h : Address.of(outputs, previous * state),
      Address.of(gates, 3 * t * state),
      Address.of(recurrentN, t * state),
      units,
      mask == 0 ? 0 : Address.of(mask, t * batch),
      Address.of(dProjected, 3 * t * state),
      dRecurrentNow,
      dH,
    );
    productWithPacked(batch, units, width, dRecurrentNow, scratch, zeros, dH, units, dH, units, 0);
  }
  sumRows(time * batch, width, dRecurrent, dBias);
  recurrentGradient(time, batch, units, width, backward, h, outputs, dRecurrent, dKernel);
}
