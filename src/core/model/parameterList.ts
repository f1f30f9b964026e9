import { util, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type { Initializer } from './initializer';
import type { ParameterSpec } from './model';

/** Collects a model's parameters while it is built, in order. */
export class ParameterList {
  private readonly byName = new Map<string, ParameterSpec>();

  /** Adds a parameter and returns its name. */
  add(name: string, shape: readonly number[], initializer: Initializer, trainable = true): string {
    if (this.byName.has(name)) throw new Error(`The model has two parameters named "${name}".`);
    this.byName.set(name, { name, shape, initializer, trainable });
    return name;
  }

  get specs(): readonly ParameterSpec[] {
    return [...this.byName.values()];
  }

  /** How many numbers they are together. */
  get valueCount(): number {
    return this.specs.reduce((sum, { shape }) => sum + util.sizeFromShape([...shape]), 0);
  }
}

/** A parameter of two axes. @throws Error when the tensors lack it: those of another model, say. */
export function matrix(parameters: NamedTensors, name: string): Tensor2D {
  return find(parameters, name) as Tensor2D;
}

/** A parameter of one axis. @throws Error when the tensors lack it. */
export function vector(parameters: NamedTensors, name: string): Tensor1D {
  return find(parameters, name) as Tensor1D;
}

function find(parameters: NamedTensors, name: string): Tensor {
  const value = parameters[name];
  if (value === undefined) throw new Error(`Parameter "${name}" is missing.`);
  return value;
}
