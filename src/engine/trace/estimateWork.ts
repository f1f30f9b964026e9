import { BatchMatMul, Conv2D, util } from '@tensorflow/tfjs-core';
import { gruSequenceGradientKernel, gruSequenceKernel } from '../../core/ops/gruSequence';
import { lstmSequenceGradientKernel, lstmSequenceKernel } from '../../core/ops/lstmSequence';
import { rnnSequenceGradientKernel, rnnSequenceKernel } from '../../core/ops/rnnSequence';
import type { Program, ProgramCall } from './program';

/**
 * Roughly how many floating-point operations a run of a program takes: those of matrix products, and two for every element
 * that any other call reads or writes.
 */
export function estimateWork(program: Program): number {
  return program.calls.reduce((sum, call) => sum + callWork(program, call), 0);
}

function callWork(program: Program, call: ProgramCall): number {
  const { kernel, inputs, outputs, attributes } = call;
  const shape = (name: string): readonly number[] => {
    const index = call.inputNames?.indexOf(name) ?? -1;
    return index < 0 ? [] : program.values[inputs[index]!]!.shape;
  };
  const sizeOf = (ids: readonly number[]) =>
    ids.reduce((sum, id) => sum + util.sizeFromShape([...program.values[id]!.shape]), 0);
  const elements = 2 * sizeOf([...inputs, ...outputs]);
  switch (kernel) {
    case BatchMatMul: {
      const inner = shape('a').at(attributes['transposeA'] === true ? -2 : -1) ?? 1;
      return elements + 2 * sizeOf(outputs) * inner;
    }
    case Conv2D: {
      const [height = 1, width = 1, channels = 1] = shape('filter');
      return elements + 2 * sizeOf(outputs) * height * width * channels;
    }
    case lstmSequenceKernel:
    case gruSequenceKernel:
    case rnnSequenceKernel:
      return elements + recurrentProduct(shape('recurrentKernel'), shape('projected'));
    case lstmSequenceGradientKernel:
    case gruSequenceGradientKernel:
    case rnnSequenceGradientKernel:
      // By the state, and by the kernel.
      return elements + 2 * recurrentProduct(shape('recurrentKernel'), shape('outputs'));
    default:
      return elements;
  }
}

/** @param sequence `[time, batch, …]` */
function recurrentProduct(kernel: readonly number[], sequence: readonly number[]): number {
  const [units = 0, gates = 0] = kernel;
  const [time = 0, batch = 0] = sequence;
  return 2 * time * batch * units * gates;
}
