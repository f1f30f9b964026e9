import { getKernel } from '@tensorflow/tfjs-core';
import { fusedOps } from '../../../../src/core/ops/fusedOps';
import type { NamedSpecs, Step, StepResult, TensorSpec } from '../../../../src/core/step/step';
import type { NamedTensors } from '../../../../src/core/step/step';
import type { TraceTarget } from '../../../../src/engine/trace/traceTarget';

/** Everything that tfjs's JavaScript backend executes, and none of our own ops. */
export const referenceTarget: TraceTarget = {
  backendName: 'trace-reference',
  engineName: 'reference',
  executes: (kernel) => !fusedOps.has(kernel) && (getKernel(kernel, 'cpu') as unknown) !== undefined,
};

export function floats(...shape: number[]): TensorSpec {
  return { shape, dtype: 'float32' };
}

export function ints(...shape: number[]): TensorSpec {
  return { shape, dtype: 'int32' };
}

/** A step without variables. */
export function makeStep(feeds: NamedSpecs, body: (feeds: NamedTensors) => StepResult): Step {
  return { name: 'test', feeds, body: (_variables, tensors) => body(tensors) };
}
