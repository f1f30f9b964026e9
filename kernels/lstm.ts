import { Carried } from './carried';
import { Exponential } from './exponential';
import { packedLength, packWhole, product, productWithPacked } from './matrix';
import { isPadding } from './padding';
import { Address, Vector } from './vector';

class Cell {
  /** `count` units of a row, `at` bytes from its first: gates in place, then c, tanh c and h. */
  @inline static forward(
    at: usize,
    count: i32,
    unitBytes: usize,
    gates: usize,
    previousC: usize,
    c: usize,
    tanhC: usize,
    h: usize,
  ): void {
    const inputGate = gates + at;
    const forgetGate = inputGate + unitBytes;
    const candidate = forgetGate + unitBytes;
    const outputGate = candidate + unitBytes;
    const i = Exponential.sigmoid(Vector.load(inputGate, count));
    const f = Exponential.sigmoid(Vector.load(forgetGate, count));
    const g = Exponential.tanh(Vector.load(candidate, count));
    const o = Exponential.sigmoid(Vector.load(outputGate, count));
    const next = f32x4.add(f32x4.mul(f, Vector.load(previousC + at, count)), f32x4.mul(i, g));
    const squashed = Exponential.tanh(next);
    Vector.store(inputGate, i, count);
    Vector.store(forgetGate, f, count);
    Vector.store(candidate, g, count);
    Vector.store(outputGate, o, count);
    Vector.store(c + at, next, count);
    Vector.store(tanhC + at, squashed, count);
    Vector.store(h + at, f32x4.mul(o, squashed), count);
  }

  /** Writes the gradients of the gates' sums, and of the previous c over `dC`. */
  @inline static gradient(
    at: usize,
    count: i32,
    unitBytes: usize,
    dH: usize,
    dCarried: usize,
    dC: usize,
    gates: usize,
    previousC: usize,
    tanhC: usize,
    dGates: usize,
  ): void {
    const dNext = Carried.load(dH, dCarried, at, count);
    const gate = gates + at;
    const dGate = dGates + at;
    const one = f32x4.splat(1);
    const i = Vector.load(gate, count);
    const f = Vector.load(gate + unitBytes, count);
    const g = Vector.load(gate + 2 * unitBytes, count);
    const o = Vector.load(gate + 3 * unitBytes, count);
    const t = Vector.load(tanhC + at, count);
    const slope = f32x4.sub(one, f32x4.mul(t, t));
    const dCell = f32x4.add(Vector.load(dC + at, count), f32x4.mul(f32x4.mul(dNext, o), slope));
    const dI = f32x4.mul(f32x4.mul(dCell, g), f32x4.mul(i, f32x4.sub(one, i)));
    const dF = f32x4.mul(
      f32x4.mul(dCell, Vector.load(previousC + at, count)),
      f32x4.mul(f, f32x4.sub(one, f)),
    );
    const dG = f32x4.mul(f32x4.mul(dCell, i), f32x4.sub(one, f32x4.mul(g, g)));
    const dO = f32x4.mul(f32x4.mul(dNext, t), f32x4.mul(o, f32x4.sub(one, o)));
    Vector.store(dGate, dI, count);
    Vector.store(dGate + unitBytes, dF, count);
    Vector.store(dGate + 2 * unitBytes, dG, count);
    Vector.store(dGate + 3 * unitBytes, dO, count);
    Vector.store(dC + at, f32x4.mul(dCell, f), count);
  }
}

/**
 * The elementwise part of an LSTM step. `gates` `[rows, 4·units]` holds the sums i, f, g, o and gets σ(i), σ(f), tanh(g), σ(o);
 * `c`, `tanhC` and `h` `[rows, units]` are written. Where `mask` (0 for none) is 0, c and h are the previous ones
 * and nothing is computed: gates and tanhC are 0.
 */
export function lstmCells(
  rows: i32,
  units: i32,
  gates: usize,
  previousH: usize,
  previousC: usize,
  mask: usize,
  h: usize,
  c: usize,
  tanhC: usize,
): void {
  const unitBytes = (<usize>units) << 2;
  const whole = (<usize>(units & ~3)) << 2;
  const rest = units & 3;
  for (let row = 0; row < rows; row++) {
    const start = <usize>row * unitBytes;
    const rowGates = gates + 4 * start;
    if (isPadding(mask, row)) {
      memory.copy(h + start, previousH + start, unitBytes);
      memory.copy(c + start, previousC + start, unitBytes);
      memory.fill(rowGates, 0, 4 * unitBytes);
      memory.fill(tanhC + start, 0, unitBytes);
      continue;
    }
    const rowC = previousC + start;
    let at: usize = 0;
    for (; at < whole; at += 16)
      Cell.forward(at, 4, unitBytes, rowGates, rowC, c + start, tanhC + start, h + start);
    if (rest != 0) Cell.forward(at, rest, unitBytes, rowGates, rowC, c + start, tanhC + start, h + start);
  }
}

/**
 * The gradient of `lstmCells`: of the gates' sums `[rows, 4·units]` and, over `dC`, of the previous c. The gradient of h is `dH`
 * + `dCarried`; over `dCarried` (0 for none) goes that of the previous h where there is padding, else 0.
 */
export function lstmCellsGradient(
  rows: i32,
  units: i32,
  dH: usize,
  dCarried: usize,
  dC: usize,
  gates: usize,
  previousC: usize,
  tanhC: usize,
  mask: usize,
  dGates: usize,
): void {
  const unitBytes = (<usize>units) << 2;
  const whole = (<usize>(units & ~3)) << 2;
  const rest = units & 3;
  for (let row = 0; row < rows; row++) {
    const start = <usize>row * unitBytes;
    if (isPadding(mask, row)) {
      memory.fill(dGates + 4 * start, 0, 4 * unitBytes);
      if (dCarried != 0) addRow(units, dH + start, dCarried + start, dCarried + start);
      continue;
    }
    // A row of gates is four rows of units.
    const rowGates = gates + 3 * start;
    const dRow = dGates + 3 * start;
    let at = start;
    for (const end = start + whole; at < end; at += 16)
      Cell.gradient(at, 4, unitBytes, dH, dCarried, dC, rowGates, previousC, tanhC, dRow);
    if (rest != 0) Cell.gradient(at, rest, unitBytes, dH, dCarried, dC, rowGates, previousC, tanhC, dRow);
    if (dCarried != 0) memory.fill(dCarried + start, 0, unitBytes);
  }
}

/** to = a + b. */
export function addRow(length: i32, a: usize, b: usize, to: usize): void {
  let i = 0;
  for (; i + 4 <= length; i += 4)
    v128.store(Address.of(to, i), f32x4.add(v128.load(Address.of(a, i)), v128.load(Address.of(b, i))));
  for (; i < length; i++)
    store<f32>(Address.of(to, i), load<f32>(Address.of(a, i)) + load<f32>(Address.of(b, i)));
}

/** Floats of scratch memory that `lstmSequence` and its gradient need. */
export function lstmScratch(units: i32): i32 {
  return max(packedLength(units, 4 * units), packedLength(4 * units, units));
}

/** `LstmSequence` of src/core/ops, which says what the tensors are. `mask` may be 0. */
export function lstmSequence(
  time: i32,
  batch: i32,
  units: i32,
  backward: bool,
  projected: usize,
  kernel: usize,
  h: usize,
  c: usize,
  mask: usize,
  outputs: usize,
  lastC: usize,
  gates: usize,
  cells: usize,
  tanhCells: usize,
  scratch: usize,
): void {
  const state = batch * units;
  const zeros = packWhole(scratch, kernel, 4 * units, 1, units, 4 * units);
  let previousH = h;
  let previousC = c;
  for (let step = 0; step < time; step++) {
    const t = backward ? time - 1 - step : step;
    const gatesNow = Address.of(gates, 4 * t * state);
    const projectedNow = Address.of(projected, 4 * t * state);
    const maskNow: usize = mask == 0 ? 0 : Address.of(mask, t * batch);
    const width = 4 * units;
    productWithPacked(
      batch,
      width,
      units,
      previousH,
      scratch,
      zeros,
      gatesNow,
      width,
      projectedNow,
      width,
      maskNow,
    );
    const nextH = Address.of(outputs, t * state);
    const nextC = Address.of(cells, t * state);
    const tanhC = Address.of(tanhCells, t * state);
    lstmCells(batch, units, gatesNow, previousH, previousC, maskNow, nextH, nextC, tanhC);
    previousH = nextH;
    previousC = nextC;
  }
  memory.copy(lastC, previousC, (<usize>state) << 2);
}

/** `LstmSequenceGradient` of src/core/ops. `mask` may be 0. */
export function lstmSequenceGradient(
  time: i32,
  batch: i32,
  units: i32,
  backward: bool,
  dOutputs: usize,
  dLastC: usize,
  kernel: usize,
  h: usize,
  c: usize,
  outputs: usize,
  gates: usize,
  cells: usize,
  tanhCells: usize,
  mask: usize,
  dProjected: usize,
  dKernel: usize,
  dH: usize,
  dC: usize,
  scratch: usize,
): void {
  const state = batch * units;
  const width = 4 * units;
  const zeros = packWhole(scratch, kernel, 1, width, width, units);
  memory.copy(dC, dLastC, (<usize>state) << 2);
  memory.fill(dH, 0, (<usize>state) << 2);
  for (let step = time - 1; step >= 0; step--) {
    const t = backward ? time - 1 - step : step;
    const previous = backward ? t + 1 : t - 1;
    const dGates = Address.of(dProjected, 4 * t * state);
    lstmCellsGradient(
      batch,
      units,
      Address.of(dOutputs, t * state),
      dH,
      dC,
      Address.of(gates, 4 * t * state),
      step == 0 ? c : Address.of(cells, previous * state),
      Address.of(tanhCells, t * state),
      mask == 0 ? 0 : Address.of(mask, t * batch),
      dGates,
    );
    productWithPacked(batch, units, width, dGates, scratch, zeros, dH, units, dH, units, 0);
  }
  recurrentGradient(time, batch, units, width, backward, h, outputs, dProjected, dKernel);
}

/**
 * The gradient of a recurrent kernel `[units, width]`: Σₜ hₜ₋₁ᵀ·dGatesₜ, one product over all times but the first and one for
 * that.
 */
export function recurrentGradient(
  time: i32,
  batch: i32,
  units: i32,
  width: i32,
  backward: bool,
  h: usize,
  outputs: usize,
  dGates: usize,
  dKernel: usize,
): void {
  const first = backward ? time - 1 : 0;
  const rows = (time - 1) * batch;
  const firstGates = Address.of(dGates, first * batch * width);
  product(units, width, batch, h, 1, units, firstGates, width, 1, dKernel, width, false);
  if (rows == 0) return;
  const earlier = backward ? Address.of(outputs, batch * units) : outputs;
  const later = backward ? dGates : Address.of(dGates, batch * width);
  product(units, width, rows, earlier, 1, units, later, width, 1, dKernel, width, true);
}
