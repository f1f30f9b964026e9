import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../../../core/step/step';
import type { Program } from '../../trace/program';

/** A value in a graph: which output of which node, and what it is. */
export interface GraphValue {
  /** `node` or `node:output` */
  readonly ref: string;
  readonly spec: TensorSpec;
}

/** A call of a program whose inputs are known in the graph. */
export interface CallView {
  readonly kernel: string;
  readonly inputNames: readonly string[] | undefined;
  readonly inputs: readonly GraphValue[];
  readonly attributes: Readonly<NamedAttrMap>;
  readonly outputs: readonly TensorSpec[];
  readonly bodies: Readonly<Record<string, Program>>;
  /** Of a product of matrices: how many products of the program have the same second matrix. */
  readonly matrixUses: number;
}

/** The input of that name. @throws Error when the call lacks it */
export function inputOf(call: CallView, name: string): GraphValue {
  const value = optionalInputOf(call, name);
  if (value === undefined) throw new Error(`The call of ${call.kernel} has no input "${name}".`);
  return value;
}

export function optionalInputOf({ inputNames, inputs }: CallView, name: string): GraphValue | undefined {
  const index = inputNames?.indexOf(name) ?? -1;
  return index < 0 ? undefined : inputs[index];
}
