import { util } from '@tensorflow/tfjs-core';
import type { VariableValue } from './engine';

/** A variable before anything was added to it. */
export function zeroVariable(shape: readonly number[]): VariableValue {
  return { shape, values: new Float32Array(util.sizeFromShape([...shape])) };
}
