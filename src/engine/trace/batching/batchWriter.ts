import { Reshape, Tile, type NamedAttrMap } from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../../../core/step/step';
import type { ValueId } from '../program';
import type { Recorder } from '../recorder';
import { kernelShapes } from '../shapes/kernelShapes';
import { askAbout } from '../shapes/shapeRule';

/** A value of the program for one copy, as it is in the program for all. */
export interface Operand {
  readonly id: ValueId;
  /** Of one copy. */
  readonly spec: TensorSpec;
  /** Whether every copy has its own, along a leading axis; else all share it. */
  readonly isBatched: boolean;
}

/** Inputs of a kernel by name, or a list. */
type KernelInputs = Readonly<Record<string, ValueId>> | readonly ValueId[];

/** Writes calls whose values have a leading axis of copies. */
export class BatchWriter {
  constructor(
    readonly recorder: Recorder,
    readonly copies: number,
  ) {}

  /** Records a call of a kernel whose shapes are known, and returns its outputs. */
  callAll(kernel: string, inputs: KernelInputs, attributes: Readonly<NamedAttrMap>): ValueId[] {
    const rule = kernelShapes[kernel];
    if (rule === undefined) throw new Error(`Nothing is known of the shapes of ${kernel}.`);
    const names = isList(inputs) ? undefined : Object.keys(inputs);
    const ids = isList(inputs) ? [...inputs] : Object.values(inputs);
    const specs = ids.map((id) => this.recorder.spec(id));
    const named = Object.fromEntries((names ?? []).map((name, index) => [name, specs[index]!]));
    const outputs = rule(askAbout(named, specs, attributes));
    return this.recorder.addCall({ kernel, inputNames: names, inputs: ids, attributes }, outputs);
  }

  /** The same for a kernel with one output. */
  call(kernel: string, inputs: KernelInputs, attributes: Readonly<NamedAttrMap> = {}): ValueId {
    return this.callAll(kernel, inputs, attributes)[0]!;
  }

  reshape(id: ValueId, shape: readonly number[]): ValueId {
    return this.call(Reshape, { x: id }, { shape: [...shape] });
  }

  /** The operand with the leading axis: repeated, where all copies share it. */
  own({ id, spec, isBatched }: Operand): ValueId {
    if (isBatched) return id;
    const reps = [this.copies, ...spec.shape.map(() => 1)];
    return this.call(Tile, { x: this.reshape(id, [1, ...spec.shape]) }, { reps });
  }

  /**
   * The operand so that it broadcasts with others of up to `rank` axes a copy: axes of length 1 between that of the copies
   * and its own. What all share needs none.
   */
  aligned({ id, spec, isBatched }: Operand, rank: number): ValueId {
    const missing = rank - spec.shape.length;
    if (!isBatched || missing === 0) return id;
    return this.reshape(id, [this.copies, ...Array<number>(missing).fill(1), ...spec.shape]);
  }

  /** The shape of something that every copy has. */
  shapeOf({ shape }: TensorSpec): number[] {
    return [this.copies, ...shape];
  }
}

/** Records a call as it stands. */
export function addCallAsIs(
  recorder: Recorder,
  call: Parameters<Recorder['addCall']>[0] & { readonly outputsList: boolean },
  outputs: readonly TensorSpec[],
): ValueId[] {
  const { kernel, inputNames, inputs, attributes, bodies } = call;
  const recorded = {
    kernel,
    inputNames,
    inputs,
    attributes,
    ...(bodies === undefined ? {} : { bodies }),
  };
  const [only] = outputs;
  return recorder.addCall(recorded, call.outputsList || only === undefined ? outputs : only);
}

function isList(inputs: KernelInputs): inputs is readonly ValueId[] {
  return Array.isArray(inputs);
}
