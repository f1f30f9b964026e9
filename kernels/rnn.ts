import { tanh } from './activation';
import { Carried } from './carried';
import { addRow, recurrentGradient } from './lstm';
import { packedLength, packWhole, productWithPacked } from './matrix';
import { isPadding } from './padding';
import { Address, Vector } from './vector';

class Cell {
  /** `count` units of a row, `at` bytes from its first. */
  @inline static gradient(
    at: usize,
    count: i32,
    dOutput: usize,
    dCarried: usize,
    output: usize,
    dSum: usize,
  ): void {
    const dNext = Carried.load(dOutput, dCarried, at, count);
    const y = Vector.load(output + at, count);
    Vector.store(dSum + at, f32x4.mul(dNext, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y))), count);
  }
}

/** Floats of scratch memory that `rnnSequence` and its gradient need. */
export function rnnScratch(units: i32): i32 {
  return packedLength(units, units);
}

/** `RnnSequence` of src/core/ops: h' = tanh(projected + h·U). `mask` may be 0. */
export function rnnSequence(
  time: i32,
  batch: i32,
  units: i32,
  backward: bool,
  projected: usize,
  kernel: usize,
  h: usize,
  mask: usize,
  outputs: usize,
  scratch: usize,
): void {
  const state = batch * units;
  const unitBytes = (<usize>units) << 2;
  const zeros = packWhole(scratch, kernel, units, 1, units, units);
  let previousH = h;
  for (let step = 0; step < time; step++) {
    const t = backward ? time - 1 - step : step;
    const nextH = Address.of(outputs, t * state);
    const projectedNow = Address.of(projected, t * state);
    const maskNow: usize = mask == 0 ? 0 : Address.of(mask, t * batch);
    productWithPacked(
      batch,
      units,
      units,
      previousH,
      scratch,
      zeros,
      nextH,
      units,
      projectedNow,
      units,
      maskNow,
    );
    for (let row = 0; row < batch; row++) {
      const output = Address.of(nextH, row * units);
      if (isPadding(maskNow, row)) memory.copy(output, Address.of(previousH, row * units), unitBytes);
      else tanh(units, output, output);
    }
    previousH = nextH;
  }
}

/** `RnnSequenceGradient` of src/core/ops. `mask` may be 0. */
export function rnnSequenceGradient(
  time: i32,
  batch: i32,
  units: i32,
  backward: bool,
  dOutputs: usize,
  kernel: usize,
  h: usize,
  outputs: usize,
  mask: usize,
  dProjected: usize,
  dKernel: usize,
  dH: usize,
  scratch: usize,
): void {
  const state = batch * units;
  const unitBytes = (<usize>units) << 2;
  const whole = (<usize>(units & ~3)) << 2;
  const rest = units & 3;
  const zeros = packWhole(scratch, kernel, 1, units, units, units);
  memory.fill(dH, 0, (<usize>state) << 2);
  for (let step = time - 1; step >= 0; step--) {
    const t = backward ? time - 1 - step : step;
    const dSum = Address.of(dProjected, t * state);
    for (let row = 0; row < batch; row++) {
      const carried = Address.of(dH, row * units);
      const dOutput = Address.of(dOutputs, t * state + row * units);
      const target = Address.of(dSum, row * units);
      const output = Address.of(outputs, t * state + row * units);
      if (isPadding(mask, t * batch + row)) {
        memory.fill(target, 0, unitBytes);
        addRow(units, dOutput, carried, carried);
        continue;
      }
      let at: usize = 0;
      for (; at < whole; at += 16) Cell.gradient(at, 4, dOutput, carried, output, target);
      if (rest != 0) Cell.gradient(at, rest, dOutput, carried, output, target);
      memory.fill(carried, 0, unitBytes);
    }
    productWithPacked(batch, units, units, dSum, scratch, zeros, dH, units, dH, units, 0);
  }
  recurrentGradient(time, batch, units, units, backward, h, outputs, dProjected, dKernel);
}
