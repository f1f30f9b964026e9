import { Fill } from '@tensorflow/tfjs-core';
import type { TypedValues } from '../../core/step/engine';
import type { TensorSpec } from '../../core/step/step';
import type { Program, ProgramCall, ValueId } from './program';

/** A kernel call before anything is known of who reads its outputs. */
export type RecordedCall = Omit<ProgramCall, 'outputs' | 'outputsList' | 'frees'>;

/** Collects the values and calls of one step. */
export class Recorder {
  private readonly values: TensorSpec[] = [];
  private readonly constants = new Map<ValueId, TypedValues>();
  private readonly calls: ProgramCall[] = [];
  private readonly captured = new Map<object, ValueId>();

  /** Programs of bodies, which calls refer to by their number. */
  readonly bodies: Program[] = [];

  /** @param stepName for messages */
  constructor(readonly stepName: string) {}

  spec(id: ValueId): TensorSpec {
    return this.values[id]!;
  }

  addValue({ shape, dtype }: TensorSpec): ValueId {
    return this.values.push({ shape: [...shape], dtype }) - 1;
  }

  /** @param values are not copied */
  addConstant(spec: TensorSpec, values: TypedValues): ValueId {
    const uniform = values.length > 1 ? uniformValue(values) : undefined;
    if (uniform !== undefined) return this.addFill(spec, uniform);
    const id = this.addValue(spec);
    this.constants.set(id, values);
    return id;
  }

  /** A tensor from outside, by its identity. */
  addCaptured(dataId: object, spec: TensorSpec, read: () => TypedValues): ValueId {
    const id = this.captured.get(dataId) ?? this.addConstant(spec, read());
    this.captured.set(dataId, id);
    return id;
  }

  /** A tensor of one number, without an array of its own. */
  addFill({ shape, dtype }: TensorSpec, value: number): ValueId {
    const spec = { shape: [...shape], dtype };
    const attributes = { ...spec, value };
    const [id] = this.addCall({ kernel: Fill, inputNames: [], inputs: [], attributes }, spec);
    return id!;
  }

  addCall(call: RecordedCall, outputs: TensorSpec | readonly TensorSpec[]): ValueId[] {
    const specs: readonly TensorSpec[] = isSpec(outputs) ? [outputs] : outputs;
    const ids = specs.map((spec) => this.addValue(spec));
    this.calls.push({ ...call, outputs: ids, outputsList: !isSpec(outputs), frees: [] });
    return ids;
  }

  finish(ends: Pick<Program, 'feeds' | 'variables' | 'updates' | 'fetches' | 'kept'>): Program {
    return {
      name: this.stepName,
      values: this.values,
      constants: this.constants,
      calls: this.calls,
      ...ends,
    };
  }
}

export function isSpec(outputs: TensorSpec | readonly TensorSpec[]): outputs is TensorSpec {
  return 'dtype' in outputs;
}

/** The number that all elements are, bit for bit as far as arithmetic can tell; undefined where they differ. */
function uniformValue(values: TypedValues): number | undefined {
  const [first] = values;
  for (const value of values) if (!Object.is(value, first)) return undefined;
  return first;
}
