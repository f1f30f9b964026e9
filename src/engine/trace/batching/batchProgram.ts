import { Pack, Unpack } from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../../../core/step/step';
import type { Program, ProgramCall, ValueId } from '../program';
import { Recorder } from '../recorder';
import { askAbout } from '../shapes/shapeRule';
import { batchRules, type BatchedCall } from './batchRules';
import { addCallAsIs, BatchWriter, type Operand } from './batchWriter';

/**
 * A program that does for many copies of the variables at once what the given one does for one: every variable has a
 * leading axis of copies, and so has everything that is computed from one. Feeds and constants are shared. Every result
 * has the leading axis.
 *
 * The copies know nothing of each other, so that this trains as many models at once, for the price of one where tensors
 * are so small that calls cost more than what they compute. What `vmap` is to JAX.
 * @throws Error for loops, which have bodies
 */
export function batchProgram(program: Program, copies: number): Program {
  const recorder = new Recorder(program.name);
  const batching = new Batching(program, new BatchWriter(recorder, copies));
  const ends = {
    variables: batching.declare(program.variables, true),
    feeds: batching.declare(program.feeds, false),
  };
  for (const [id, values] of program.constants) batching.addConstant(id, values);
  for (const call of program.calls) batching.add(call);
  return recorder.finish({
    ...ends,
    updates: batching.results(program.updates),
    fetches: batching.results(program.fetches),
    kept: batching.results(program.kept),
  });
}

class Batching {
  /** By the value's number in the program for one copy. */
  private readonly operands = new Map<ValueId, Operand>();
  /** What `results` has repeated for all copies, and `separate` has taken apart. */
  private readonly repeated = new Map<ValueId, ValueId>();
  private readonly separated = new Map<ValueId, readonly ValueId[]>();

  constructor(
    private readonly program: Program,
    private readonly writer: BatchWriter,
  ) {}

  declare(values: Readonly<Record<string, ValueId>>, isBatched: boolean): Record<string, ValueId> {
    return mapValues(values, (id) => {
      const spec = this.spec(id);
      const shape = isBatched ? this.writer.shapeOf(spec) : spec.shape;
      const declared = this.writer.recorder.addValue({ ...spec, shape });
      this.operands.set(id, { id: declared, spec, isBatched });
      return declared;
    });
  }

  addConstant(id: ValueId, values: Parameters<Recorder['addConstant']>[1]): void {
    const spec = this.spec(id);
    this.operands.set(id, { id: this.writer.recorder.addConstant(spec, values), spec, isBatched: false });
  }

  add(call: ProgramCall): void {
    const operands = call.inputs.map((id) => this.operand(id));
    const outputs = call.outputs.map((id) => this.spec(id));
    const isBatched = operands.some((operand) => operand.isBatched);
    const ids = isBatched
      ? this.addBatched(call, operands, outputs)
      : this.addShared(call, operands, outputs);
    call.outputs.forEach((output, index) => {
      const id = ids[index]!;
      const spec = outputs[index]!;
      this.checkShape(call, id, isBatched ? this.writer.shapeOf(spec) : spec.shape);
      this.operands.set(output, { id, spec, isBatched });
    });
  }

  /** A result that all copies share is repeated for each. */
  results(values: Readonly<Record<string, ValueId>>): Record<string, ValueId> {
    return mapValues(values, (id) => {
      const operand = this.operand(id);
      if (operand.isBatched) return operand.id;
      const repeated = this.repeated.get(id) ?? this.writer.own(operand);
      this.repeated.set(id, repeated);
      return repeated;
    });
  }

  private addShared(
    call: ProgramCall,
    operands: readonly Operand[],
    outputs: readonly TensorSpec[],
  ): readonly ValueId[] {
    return addCallAsIs(this.writer.recorder, { ...call, inputs: operands.map(({ id }) => id) }, outputs);
  }

  private addBatched(
    call: ProgramCall,
    operands: readonly Operand[],
    outputs: readonly TensorSpec[],
  ): readonly ValueId[] {
    if (call.bodies !== undefined)
      throw new Error(`Step "${this.program.name}" has a loop (${call.kernel}), which can't be batched.`);
    const names = call.inputNames ?? [];
    const specs = operands.map(({ spec }) => spec);
    const named = Object.fromEntries(names.map((name, index) => [name, specs[index]!]));
    const { number, numbers } = askAbout(named, specs, call.attributes);
    const operand = (name: string): Operand => {
      const found = operands[names.indexOf(name)];
      if (found === undefined) throw new Error(`${call.kernel} has no input "${name}".`);
      return found;
    };
    const batched: BatchedCall = { call, operands, operand, outputs, number, numbers };
    return batchRules[call.kernel]?.(batched, this.writer) ?? this.addOneEach(batched);
  }

  /** One call a copy, its results put together. */
  private addOneEach({ call, operands, outputs }: BatchedCall): readonly ValueId[] {
    const { recorder, copies } = this.writer;
    const parts = operands.map((operand) => this.separate(operand));
    const results = Array.from({ length: copies }, (_, copy) =>
      addCallAsIs(recorder, { ...call, inputs: parts.map((part) => part[copy]!) }, outputs),
    );
    return outputs.map((_, output) =>
      this.writer.call(
        Pack,
        results.map((ids) => ids[output]!),
        { axis: 0 },
      ),
    );
  }

  /** What each copy has of an operand. */
  private separate({ id, isBatched }: Operand): readonly ValueId[] {
    const { copies } = this.writer;
    if (!isBatched) return Array<ValueId>(copies).fill(id);
    const parts = this.separated.get(id) ?? this.writer.callAll(Unpack, { value: id }, { axis: 0 });
    this.separated.set(id, parts);
    return parts;
  }

  private checkShape({ kernel }: ProgramCall, id: ValueId, expected: readonly number[]): void {
    const { shape } = this.writer.recorder.spec(id);
    if (shape.join() !== expected.join())
      throw new Error(
        `${kernel} of step "${this.program.name}" came to [${shape.join(', ')}] instead of [${expected.join(', ')}] when it was batched.`,
      );
  }

  private operand(id: ValueId): Operand {
    const operand = this.operands.get(id);
    if (operand === undefined)
      throw new Error(`Step "${this.program.name}" reads a value before it is made.`);
    return operand;
  }

  private spec(id: ValueId): TensorSpec {
    return this.program.values[id]!;
  }
}

function mapValues(
  record: Readonly<Record<string, ValueId>>,
  map: (id: ValueId) => ValueId,
): Record<string, ValueId> {
  return Object.fromEntries(Object.entries(record).map(([name, id]) => [name, map(id)]));
}
