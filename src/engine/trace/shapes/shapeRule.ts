import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { NamedSpecs, TensorSpec } from '../../../core/step/step';

/** A kernel call whose output shapes are asked for. */
export interface ShapeQuestion {
  readonly attributes: Readonly<NamedAttrMap>;
  readonly inputs: NamedSpecs;
  /** The inputs of a kernel that takes a list. */
  readonly list: readonly TensorSpec[];
  /** @throws Error when there is no such input */
  readonly input: (name: string) => TensorSpec;
  /** An attribute that is a number. */
  readonly number: (name: string) => number;
  /** An attribute that is a list of numbers, or one number, which makes a list of one. */
  readonly numbers: (name: string) => number[];
}

/** Shapes and types of a kernel's outputs: a list where the kernel gives a list. */
export type ShapeRule = (call: ShapeQuestion) => TensorSpec | readonly TensorSpec[];
export type ShapeRules = Readonly<Record<string, ShapeRule>>;

export function askAbout(
  inputs: NamedSpecs,
  list: readonly TensorSpec[],
  attributes: Readonly<NamedAttrMap>,
): ShapeQuestion {
  return {
    attributes,
    inputs,
    list,
    input: (name) => {
      const input = inputs[name];
      if (input === undefined) throw new Error(`the input "${name}" is missing`);
      return input;
    },
    number: (name) => {
      const value = attributes[name];
      if (typeof value !== 'number') throw new Error(`the attribute "${name}" is no number`);
      return value;
    },
    numbers: (name) => {
      const value = attributes[name];
      if (typeof value === 'number') return [value];
      if (!Array.isArray(value)) throw new Error(`the attribute "${name}" is no list of numbers`);
      return value.filter((element) => typeof element === 'number');
    },
  };
}

/** Every kernel of a list has the same rule. */
export function sameRule(kernels: readonly string[], rule: ShapeRule): ShapeRules {
  return Object.fromEntries(kernels.map((kernel) => [kernel, rule]));
}

export function like({ dtype }: TensorSpec, shape: readonly number[]): TensorSpec {
  return { shape, dtype };
}

/** Number of an axis that may be counted from the end. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** For tfjs's shape functions that want tensors, of which they read the shape alone. */
export function asInfo({ shape, dtype }: TensorSpec): TensorInfo {
  return { dataId: {}, shape: [...shape], dtype };
}
