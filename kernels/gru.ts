import { Exponential } from './exponential';
import { addRow, recurrentGradient } from './lstm';
import { packedLength, packWhole, productWithPacked } from './matrix';
import { isPadding } from './padding';
import { sumRows } from './reduce';
import { Address, Vector } from './vector';

class Cell {
  /** h' = n + σ(z) ∘ (h − n), n = tanh(xₙ + σ(r) ∘ hₙ). */
  @inline static forward(
    projected: usize,
    recurrent: usize,
    unitBytes: usize,
    previousH: usize,
    gates: usize,
    h: usize,
    count: i32,
  ): void {
    const r = Exponential.sigmoid(f32x4.add(Vector.load(projected, count), Vector.load(recurrent, count)));
    const z = Exponential.sigmoid(
      f32x4.add(Vector.load(projected + unitBytes, count), Vector.load(recurrent + unitBytes, count)),
    );
    const n = Exponential.tanh(
      f32x4.add(
        Vector.load(projected + 2 * unitBytes, count),
        f32x4.mul(r, Vector.load(recurrent + 2 * unitBytes, count)),
      ),
    );
    Vector.store(gates, r, count);
    Vector.store(gates + unitBytes, z, count);
    Vector.store(gates + 2 * unitBytes, n, count);
    Vector.store(h, f32x4.add(n, f32x4.mul(z, f32x4.sub(Vector.load(previousH, count), n))), count);
  }

  @inline static gradient(
    dNext: v128,
    previousH: usize,
    gates: usize,
    unitBytes: usize,
    recurrentN: usize,
    dProjected: usize,
    dRecurrent: usize,
    dPrevious: usize,
    count: i32,
  ): void {
    const one = f32x4.splat(1);
    const r = Vector.load(gates, count);
    const z = Vector.load(gates + unitBytes, count);
    const n = Vector.load(gates + 2 * unitBytes, count);
    const dN = f32x4.mul(f32x4.mul(dNext, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
    const dR = f32x4.mul(f32x4.mul(dN, Vector.load(recurrentN, count)), f32x4.mul(r, f32x4.sub(one, r)));
    const dZ = f32x4.mul(
      f32x4.mul(dNext, f32x4.sub(Vector.load(previousH, count), n)),
      f32x4.mul(z, f32x4.sub(one, z)),
    );
    Vector.store(dProjected, dR, count);
    Vector.store(dProjected + unitBytes, dZ, count);
    Vector.store(dProjected + 2 * unitBytes, dN, count);
    Vector.store(dRecurrent, dR, count);
    Vector.store(dRecurrent + unitBytes, dZ, count);
    Vector.store(dRecurrent + 2 * unitBytes, f32x4.mul(dN, r), count);
    Vector.store(dPrevious, f32x4.mul(dNext, z), count);
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
    const end = start + whole;
    let at = start;
    for (; at < end; at += 16) {
      const gate: usize = 2 * start + at;
      Cell.forward(projected + gate, recurrent + gate, unitBytes, previousH + at, gates + gate, h + at, 4);
    }
    if (rest != 0) {
      const gate: usize = 2 * start + at;
      Cell.forward(projected + gate, recurrent + gate, unitBytes, previousH + at, gates + gate, h + at, rest);
    }
  }
}

/**
 * The gradient of `gruCells`. The gradient of h is `dH` + `dCarried` (0 for none; may be where `dPreviousH` goes).
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
    if (isPadding(mask, row)) {
      memory.fill(dProjected + 3 * start, 0, 3 * unitBytes);
      memory.fill(dRecurrent + 3 * start, 0, 3 * unitBytes);
      addRow(units, dH + start, dCarried == 0 ? 0 : dCarried + start, dPreviousH + start);
      continue;
    }
    const rowN = Address.of(recurrentN, row * recurrentStride) - start;
    const end = start + whole;
    let at = start;
    for (; at < end; at += 16) {
      let dNext = v128.load(dH + at);
      if (dCarried != 0) dNext = f32x4.add(dNext, v128.load(dCarried + at));
      const gate: usize = 2 * start + at;
      Cell.gradient(
        dNext,
        previousH + at,
        gates + gate,
        unitBytes,
        rowN + at,
        dProjected + gate,
        dRecurrent + gate,
        dPreviousH + at,
        4,
      );
    }
    if (rest != 0) {
      let dNext = Vector.loadPart(dH + at, rest);
      if (dCarried != 0) dNext = f32x4.add(dNext, Vector.loadPart(dCarried + at, rest));
      const gate: usize = 2 * start + at;
      Cell.gradient(
        dNext,
        previousH + at,
        gates + gate,
        unitBytes,
        rowN + at,
        dProjected + gate,
        dRecurrent + gate,
        dPreviousH + at,
        rest,
      );
    }
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
  packWhole(scratch, kernel, width, 1, units, width);
  let previousH = h;
  for (let step = 0; step < time; step++) {
    const t = backward ? time - 1 - step : step;
    const maskNow: usize = mask == 0 ? 0 : Address.of(mask, t * batch);
    productWithPacked(batch, width, units, previousH, scratch, recurrent, width, bias, 0, maskNow);
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
  packWhole(scratch, kernel, 1, width, width, units);
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
    productWithPacked(batch, units, width, dRecurrentNow, scratch, dH, units, dH, units, 0);
  }
  sumRows(time * batch, width, dRecurrent, dBias);
  recurrentGradient(time, batch, units, width, backward, h, outputs, dRecurrent, dKernel);
}
