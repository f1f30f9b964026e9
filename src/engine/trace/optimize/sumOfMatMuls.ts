import { Add, BatchMatMul, Concat, Sum } from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../../../core/step/step';
import type { Program, ProgramCall, ValueId } from '../program';
import { resultValues } from './replaceValues';

/** With fewer terms, joining their rows costs as much as it saves. */
const fewestTerms = 3;

/**
 * Σₜ aₜᵀ·bₜ → [a₁; a₂; …]ᵀ·[b₁; b₂; …], and Σₜ (sum of the rows of xₜ) → the sum of the rows of [x₁; x₂; …]: the gradient
 * of what every step of a recurrence uses, in one call instead of two a step. Changes the order of additions.
 */
export function sumOfMatMuls(program: Program): Program {
  const sums = new SumFinder(program);
  const values: TensorSpec[] = [...program.values];
  const removed = new Set<ProgramCall>();
  const joined = new Map<ProgramCall, ProgramCall[]>();
  // From the end: the last addition of a sum is the root of its tree.
  for (const call of program.calls.toReversed()) {
    if (call.kernel !== Add || removed.has(call)) continue;
    const sum = sums.find(call);
    if (sum === undefined) continue;
    for (const part of [...sum.additions, ...sum.terms]) removed.add(part);
    joined.set(call, joinRows(call, sum, values));
  }
  const calls = program.calls.flatMap((call) => joined.get(call) ?? (removed.has(call) ? [] : [call]));
  return { ...program, values, calls };
}

interface FoundSum {
  readonly additions: readonly ProgramCall[];
  /** The calls whose outputs are added up; all alike. */
  readonly terms: readonly ProgramCall[];
  /** What else is added. */
  readonly rest: readonly ValueId[];
}

class SumFinder {
  private readonly makers = new Map<ValueId, { call: ProgramCall; index: number }>();
  private readonly uses = new Map<ValueId, number>();
  private readonly results: ReadonlySet<ValueId>;

  constructor(private readonly program: Program) {
    this.results = resultValues(program);
    program.calls.forEach((call, index) => {
      for (const id of call.inputs) this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
      for (const id of call.outputs) this.makers.set(id, { call, index });
    });
  }

  /** The sum whose last addition is this one, if it has enough terms to join. */
  find(root: ProgramCall): FoundSum | undefined {
    const additions: ProgramCall[] = [];
    const found: { call: ProgramCall; index: number }[] = [];
    const rest: ValueId[] = [];
    const pending = [root.outputs[0]!];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const maker = this.makers.get(id);
      const isOwn = maker !== undefined && (maker.call === root || this.hasOneUse(id));
      if (isOwn && this.isPlainAddition(maker.call)) {
        additions.push(maker.call);
        pending.push(...maker.call.inputs);
      } else if (isOwn && this.isTerm(maker.call)) found.push(maker);
      else rest.push(id);
    }
    // In the order of the program, so that sums over the same steps join their rows in the same order.
    const terms = found.sort((a, b) => a.index - b.index).map(({ call }) => call);
    if (terms.length < fewestTerms || !this.areAlike(terms)) return undefined;
    return { additions, terms, rest };
  }

  private hasOneUse(id: ValueId): boolean {
    return this.uses.get(id) === 1 && !this.results.has(id);
  }

  private shape(id: ValueId): readonly number[] {
    return this.program.values[id]!.shape;
  }

  /** An addition that broadcasts nothing. */
  private isPlainAddition({ kernel, inputs, outputs }: ProgramCall): boolean {
    return kernel === Add && inputs.every((id) => sameShape(this.shape(id), this.shape(outputs[0]!)));
  }

  private isTerm({ kernel, inputs, attributes }: ProgramCall): boolean {
    if (kernel !== BatchMatMul && kernel !== Sum) return false;
    const specs = inputs.map((id) => this.program.values[id]!);
    const ranks = specs.map(({ shape }) => shape.length);
    if (specs.some(({ dtype }) => dtype !== 'float32')) return false;
    if (kernel === BatchMatMul)
      return ranks[0] === ranks[1] && attributes['transposeA'] === true && attributes['transposeB'] !== true;
    return ranks[0] === 2 && isFirstAxis(attributes['axis']) && attributes['keepDims'] !== true;
  }

  /** Whether the terms differ in their numbers of rows alone. */
  private areAlike(terms: readonly ProgramCall[]): boolean {
    const [first] = terms;
    const rest = (id: ValueId) => this.shape(id).filter((_, axis, shape) => axis !== shape.length - 2);
    return terms.every(
      ({ kernel, inputs }) =>
        kernel === first!.kernel &&
        inputs.every((id, index) => sameShape(rest(id), rest(first!.inputs[index]!))),
    );
  }
}

/** The calls that take the place of a sum; adds the specs of new values to `values`. */
function joinRows(root: ProgramCall, { terms, rest }: FoundSum, values: TensorSpec[]): ProgramCall[] {
  const [first] = terms;
  const [output] = root.outputs;
  if (first === undefined || output === undefined) return [root];
  const calls: ProgramCall[] = [];
  const add = (
    call: Omit<ProgramCall, 'outputs' | 'outputsList' | 'frees'>,
    result: TensorSpec | ValueId,
  ) => {
    const id = typeof result === 'number' ? result : values.push(result) - 1;
    calls.push({ ...call, outputs: [id], outputsList: false, frees: [] });
    return id;
  };
  const joinedInputs = first.inputs.map((_, index) => {
    const inputs = terms.map((term) => term.inputs[index]!);
    const shape = [...values[inputs[0]!]!.shape];
    const axis = shape.length - 2;
    shape[axis] = inputs.reduce((rows, id) => rows + values[id]!.shape[axis]!, 0);
    const join = { kernel: Concat, inputNames: undefined, inputs, attributes: { axis } };
    return add(join, { shape, dtype: 'float32' });
  });
  const { kernel, inputNames, attributes } = first;
  const spec = values[output]!;
  let total = add(
    { kernel, inputNames, attributes, inputs: joinedInputs },
    rest.length === 0 ? output : spec,
  );
  rest.forEach((id, index) => {
    const sum = { kernel: Add, inputNames: ['a', 'b'], attributes: {}, inputs: [total, id] };
    total = add(sum, index === rest.length - 1 ? output : spec);
  });
  return calls;
}

function isFirstAxis(axis: unknown): boolean {
  return axis === 0 || (Array.isArray(axis) && axis.length === 1 && axis[0] === 0);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
