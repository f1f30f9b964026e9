import { Sigmoid, type TensorInfo } from '@tensorflow/tfjs-core';
import { gruGatesGradientKernel, gruGatesKernel, maskedGruGatesKernel } from '../../../core/ops/gruGates';
import { addKernel, existingKernel, type KernelCall, type WasmKernel } from '../wasmKernel';
import { tanhFromSigmoid } from './tanhFromSigmoid';

/** The elementwise part of a GRU step and its gradient, each in one pass over the gates. */
export function registerGruGates(): void {
  const kernel = gruGates();
  addKernel(gruGatesKernel, kernel);
  addKernel(maskedGruGatesKernel, kernel);
  addKernel(gruGatesGradientKernel, gruGatesGradient);
}

function gruGates(): WasmKernel {
  const sigmoid = existingKernel(Sigmoid).kernelFunc;
  return ({ inputs, heap }) => {
    const [batch, units] = inputs['h']!.shape as [number, number];
    // r and z at once; the n columns are garbage until both are known.
    const sums = heap.output([batch, 3 * units]);
    const sum = heap.floats(sums);
    const projected = heap.floats(inputs['projected']!);
    const recurrent = heap.floats(inputs['recurrent']!);
    for (let i = 0; i < sum.length; i++) sum[i] = projected[i]! + recurrent[i]!;
    const gates = heap.run(sigmoid, { x: sums });
    heap.dispose(sums);
    const doubled = heap.output([batch, units]);
    prepareCandidates({ inputs, heap }, gates, doubled, units);
    const candidates = heap.run(sigmoid, { x: doubled });
    const next = heap.output([batch, units]);
    writeOutput({ inputs, heap }, { gates, candidates, next }, units);
    heap.dispose(doubled);
    heap.dispose(candidates);
    return [next, gates];
  };
}

type Call = Pick<KernelCall, 'inputs' | 'heap'>;

/** Writes a = xₙ + r ∘ hₙ over the gates' n columns, and −2|a|, whose sigmoid gives tanh(a). */
function prepareCandidates(
  { inputs, heap }: Call,
  gates: TensorInfo,
  doubled: TensorInfo,
  units: number,
): void {
  const projected = heap.floats(inputs['projected']!);
  const recurrent = heap.floats(inputs['recurrent']!);
  const gate = heap.floats(gates);
  const out = heap.floats(doubled);
  for (let k = 0, row = 0; k < out.length; row++)
    for (let unit = 0; unit < units; unit++, k++) {
      const r = 3 * units * row + unit;
      const n = r + 2 * units;
      const a = projected[n]! + gate[r]! * recurrent[n]!;
      gate[n] = a;
      out[k] = -2 * Math.abs(a);
    }
}

function writeOutput(
  { inputs, heap }: Call,
  tensors: Record<'gates' | 'candidates' | 'next', TensorInfo>,
  units: number,
): void {
  const gate = heap.floats(tensors.gates);
  const candidate = heap.floats(tensors.candidates);
  const next = heap.floats(tensors.next);
  const h = heap.floats(inputs['h']!);
  const mask = inputs['mask'] === undefined ? undefined : heap.floats(inputs['mask']);
  for (let k = 0, row = 0; k < next.length; row++) {
    const isPadding = mask?.[row] === 0;
    for (let unit = 0; unit < units; unit++, k++) {
      const z = 3 * units * row + units + unit;
      const n = tanhFromSigmoid(gate[z + units]!, candidate[k]!);
      gate[z + units] = n;
      next[k] = isPadding ? h[k]! : n + gate[z]! * (h[k]! - n);
    }
  }
}

function gruGatesGradient({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, units] = inputs['h']!.shape as [number, number];
  const dProjected = heap.output([batch, 3 * units]);
  const dRecurrent = heap.output([batch, 3 * units]);
  const dPrevious = heap.output([batch, units]);
  const dh = heap.floats(inputs['dh']!);
  const h = heap.floats(inputs['h']!);
  const recurrent = heap.floats(inputs['recurrent']!);
  const gate = heap.floats(inputs['gates']!);
  const mask = inputs['mask'] === undefined ? undefined : heap.floats(inputs['mask']);
  const dX = heap.floats(dProjected);
  const dR = heap.floats(dRecurrent);
  const dH = heap.floats(dPrevious);
  for (let row = 0; row < batch; row++) {
    const start = row * units;
    if (mask?.[row] === 0) {
      dX.fill(0, 3 * start, 3 * (start + units));
      dR.fill(0, 3 * start, 3 * (start + units));
      dH.set(dh.subarray(start, start + units), start);
      continue;
    }
    for (let unit = 0; unit < units; unit++) {
      const k = start + unit;
      const r = 3 * start + unit;
      const z = r + units;
      const n = z + units;
      const dCandidate = dh[k]! * (1 - gate[z]!) * (1 - gate[n]! * gate[n]!);
      dX[n] = dCandidate;
      dR[n] = dCandidate * gate[r]!;
      dX[r] = dR[r] = dCandidate * recurrent[n]! * gate[r]! * (1 - gate[r]!);
      dX[z] = dR[z] = dh[k]! * (h[k]! - gate[n]!) * gate[z]! * (1 - gate[z]!);
      dH[k] = dh[k]! * gate[z]!;
    }
  }
  return [dProjected, dRecurrent, dPrevious];
}
