import { product } from './kernelSupport';

/** A recurrent layer in float64, as plain as the formulas; arrays are laid out as the kernels' tensors. */
export interface Layer {
  readonly time: number;
  readonly batch: number;
  readonly units: number;
  readonly backward: boolean;
  readonly projected: ArrayLike<number>;
  readonly recurrentKernel: ArrayLike<number>;
  readonly recurrentBias: ArrayLike<number>;
  readonly h: ArrayLike<number>;
  readonly c: ArrayLike<number>;
  /** `[time, batch]` */
  readonly mask: ArrayLike<number>;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** One unit of one row of one step: new state and a function from its gradient to the others. */
interface UnitStep {
  readonly h: number;
  readonly c: number;
  readonly backward: (
    dh: number,
    dc: number,
  ) => { dSums: number[]; dRecurrent: number[]; dh: number; dc: number };
}

/** From the projected sums, the recurrent sums and the state of a unit. */
type Cell = (projected: number[], recurrent: number[], h: number, c: number) => UnitStep;

const lstm: Cell = (p, r, _h, c) => {
  const sums = p.map((value, gate) => value + r[gate]!);
  const [i, f, o] = [sigmoid(sums[0]!), sigmoid(sums[1]!), sigmoid(sums[3]!)];
  const g = Math.tanh(sums[2]!);
  const next = f * c + i * g;
  const t = Math.tanh(next);
  return {
    h: o * t,
    c: next,
    backward: (dh, dc) => {
      const d = dc + dh * o * (1 - t * t);
      const dSums = [d * g * i * (1 - i), d * c * f * (1 - f), d * i * (1 - g * g), dh * t * o * (1 - o)];
      return { dSums, dRecurrent: dSums, dh: 0, dc: d * f };
    },
  };
};

const gru: Cell = (p, s, h) => {
  const r = sigmoid(p[0]! + s[0]!);
  const z = sigmoid(p[1]! + s[1]!);
  const n = Math.tanh(p[2]! + r * s[2]!);
  return {
    h: (1 - z) * n + z * h,
    c: 0,
    backward: (dh) => {
      const dn = dh * (1 - z) * (1 - n * n);
      const dr = dn * s[2]! * r * (1 - r);
      const dz = dh * (h - n) * z * (1 - z);
      return { dSums: [dr, dz, dn], dRecurrent: [dr, dz, dn * r], dh: dh * z, dc: 0 };
    },
  };
};

const rnn: Cell = (p, r) => {
  const y = Math.tanh(p[0]! + r[0]!);
  return {
    h: y,
    c: 0,
    backward: (dh) => ({ dSums: [dh * (1 - y * y)], dRecurrent: [dh * (1 - y * y)], dh: 0, dc: 0 }),
  };
};

const cells = { lstm: [lstm, 4], gru: [gru, 3], rnn: [rnn, 1] } as const;

/** Values of a layer, and its gradients from those of the outputs and the last memory. */
export function recurrentReference(kind: keyof typeof cells, layer: Layer) {
  const { time, batch, units, backward, projected, recurrentKernel, recurrentBias, mask } = layer;
  const [cell, gates] = cells[kind];
  const width = gates * units;
  const state = batch * units;
  const order = Array.from({ length: time }, (_, step) => (backward ? time - 1 - step : step));
  const outputs = new Float64Array(time * state);
  const steps: { previousH: Float64Array; units: (UnitStep | undefined)[] }[] = [];
  let h = Float64Array.from(layer.h);
  let c = Float64Array.from(layer.c);
  for (const t of order) {
    const recurrent = product(h, recurrentKernel, [batch, units, width]);
    const nextH = Float64Array.from(h);
    const nextC = Float64Array.from(c);
    const made = Array.from({ length: state }, (_, at): UnitStep | undefined => {
      const [row, unit] = [Math.floor(at / units), at % units];
      if (mask[t * batch + row] === 0) return undefined;
      const column = (gate: number) => row * width + gate * units + unit;
      const step = cell(
        Array.from({ length: gates }, (__, gate) => projected[t * batch * width + column(gate)]!),
        Array.from(
          { length: gates },
          (__, gate) => recurrent[column(gate)]! + recurrentBias[gate * units + unit]!,
        ),
        h[at]!,
        c[at]!,
      );
      nextH[at] = step.h;
      nextC[at] = step.c;
      return step;
    });
    steps.push({ previousH: h, units: made });
    h = nextH;
    c = nextC;
    outputs.set(h, t * state);
  }

  const differentiate = (dOutputs: ArrayLike<number>, dLastC: ArrayLike<number>) => {
    const dProjected = new Float64Array(time * batch * width);
    const dKernel = new Float64Array(units * width);
    const dBias = new Float64Array(width);
    let dh = new Float64Array(state);
    let dc = Float64Array.from(dLastC);
    for (let index = time - 1; index >= 0; index--) {
      const t = order[index]!;
      const dRecurrent = new Float64Array(batch * width);
      const dPreviousH = new Float64Array(state);
      const dPreviousC = new Float64Array(state);
      steps[index]!.units.forEach((step, at) => {
        const dNext = dh[at]! + dOutputs[t * state + at]!;
        const [row, unit] = [Math.floor(at / units), at % units];
        if (step === undefined) {
          dPreviousH[at] = dNext;
          dPreviousC[at] = dc[at]!;
          return;
        }
        const gradient = step.backward(dNext, dc[at]!);
        dPreviousH[at] = gradient.dh;
        dPreviousC[at] = gradient.dc;
        for (let gate = 0; gate < gates; gate++) {
          const column = row * width + gate * units + unit;
          dProjected[t * batch * width + column] = gradient.dSums[gate]!;
          dRecurrent[column] = gradient.dRecurrent[gate]!;
          dBias[gate * units + unit]! += gradient.dRecurrent[gate]!;
        }
      });
      const through = product(dRecurrent, recurrentKernel, [batch, width, units], { transposeB: true });
      dh = dPreviousH.map((value, at) => value + through[at]!);
      dc = dPreviousC;
      const part = product(steps[index]!.previousH, dRecurrent, [units, batch, width], { transposeA: true });
      part.forEach((value, at) => (dKernel[at]! += value));
    }
    return { dProjected, dKernel, dBias, dh, dc };
  };
  return { outputs, lastC: c, differentiate };
}
