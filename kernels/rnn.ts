import { tanh } from './activation';
import { addRow, recurrentGradient } from './lstm';
import { packedLength, packWhole, productWithPacked } from './matrix';
import { isPadding } from './padding';
import { Address, Vector } from './vector';

class Cell {
  @inline static gradient(dNext: v128, output: usize, dSum: usize, count: i32): void {
    const y = Vector.load(output, count);
    Vector.store(dSum, f32x4.mul(dNext, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y))), count);
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
  packWhole(scratch, kernel, units, 1, units, units);
  let previousH = h;
  for (let step = 0; step < time; step++) {
    const t = backward ? time - 1 - step : step;
    const nextH = Address.of(outputs, t * state);
    const projectedNow = Address.of(projected, t * state);
    const maskNow: usize = mask == 0 ? 0 : Address.of(mask, t * batch);
    productWithPacked(batch, units, units, previousH, scratch, nextH, units, projectedNow, units, maskNow);
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
  packWhole(scratch, kernel, 1, units, units, units);
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
      for (; at < whole; at += 16)
        Cell.gradient(
          f32x4.add(v128.load(dOutput + at), v128.load(carried + at)),
          output + at,
          target + at,
          4,
        );
      if (rest != 0)
        Cell.gradient(
          f32x4.add(Vector.loadPart(dOutput + at, rest), Vector.loadPart(carried + at, rest)),
          output + at,
          target + at,
          rest,
        );
      memory.fill(carried, 0, unitBytes);
    }
    productWithPacked(batch, units, units, dSum, scratch, dH, units, dH, units, 0);
  }
  recurrentGradient(time, batch, units, units, backward, h, outputs, dProjected, dKernel);
}
