import { Fill, Multiply, Square, Sub } from '@tensorflow/tfjs-core';
import type { Program, ProgramCall, ValueId } from '../../trace/program';

/** TensorFlow's operations: `{y, dy}` → dy·(1 − y²) for y = tanh(x), and dy·y·(1 − y) for y = σ(x). */
export const tanhGradientKernel = 'TanhGrad';
export const sigmoidGradientKernel = 'SigmoidGrad';

/** Recognises the derivatives of tanh and of the logistic function, however the factors are ordered. */
export function fuseSlopes(program: Program): Program {
  const finder = new SlopeFinder(program);
  return { ...program, calls: program.calls.map((call) => finder.fuse(call)) };
}

class SlopeFinder {
  private readonly makers = new Map<ValueId, ProgramCall>();
  private readonly uses = new Map<ValueId, number>();

  constructor(private readonly program: Program) {
    for (const call of program.calls) {
      for (const id of call.inputs) this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
      for (const id of call.outputs) this.makers.set(id, call);
    }
  }

  /** The call itself, or one that does it with its slope in one. */
  fuse(call: ProgramCall): ProgramCall {
    const [left, right] = call.inputs;
    if (call.kernel !== Multiply || left === undefined || right === undefined) return call;
    return this.withSlope(call, left, right) ?? this.withSlope(call, right, left) ?? call;
  }

  private withSlope(call: ProgramCall, dy: ValueId, slope: ValueId): ProgramCall | undefined {
    const tanh = this.squareOfOneMinus(slope);
    const sigmoid = tanh === undefined ? this.timesOneMinusItself(slope) : undefined;
    const y = tanh ?? sigmoid;
    const output = call.outputs[0];
    // A slope that something else needs too is no saving. Nothing may be broadcast.
    if (y === undefined || output === undefined || this.uses.get(slope) !== 1) return undefined;
    if (!this.sameShape(dy, y) || !this.sameShape(output, y)) return undefined;
    return {
      ...call,
      kernel: tanh === undefined ? sigmoidGradientKernel : tanhGradientKernel,
      inputNames: ['y', 'dy'],
      inputs: [y, dy],
      attributes: {},
    };
  }

  /** y of 1 − y² */
  private squareOfOneMinus(id: ValueId): ValueId | undefined {
    const squared = this.subtractedFromOne(id);
    const maker = squared === undefined ? undefined : this.makers.get(squared);
    return maker?.kernel === Square ? maker.inputs[0] : undefined;
  }

  /** y of y·(1 − y) */
  private timesOneMinusItself(id: ValueId): ValueId | undefined {
    const maker = this.makers.get(id);
    const [left, right] = maker?.inputs ?? [];
    if (maker?.kernel !== Multiply || left === undefined || right === undefined) return undefined;
    if (this.subtractedFromOne(right) === left) return left;
    return this.subtractedFromOne(left) === right ? right : undefined;
  }

  /** x of 1 − x */
  private subtractedFromOne(id: ValueId): ValueId | undefined {
    const maker = this.makers.get(id);
    const [one, x] = maker?.inputs ?? [];
    return maker?.kernel === Sub && one !== undefined && this.isOne(one) ? x : undefined;
  }

  private isOne(id: ValueId): boolean {
    const maker = this.makers.get(id);
    if (maker?.kernel === Fill) return maker.attributes['value'] === 1;
    const constant = this.program.constants.get(id);
    return constant?.length === 1 && constant[0] === 1;
  }

  private sameShape(a: ValueId, b: ValueId): boolean {
    const left = this.program.values[a]!.shape;
    const right = this.program.values[b]!.shape;
    return left.length === right.length && left.every((size, axis) => size === right[axis]);
  }
}
