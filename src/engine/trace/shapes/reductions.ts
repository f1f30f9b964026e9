import { util } from '@tensorflow/tfjs-core';
import type { ElementType } from '../../../core/step/step';
import { axisOf, like, sameRule, type ShapeQuestion, type ShapeRule, type ShapeRules } from './shapeRule';

/** Sums, extremes and what else makes an axis go away; running sums and sorting, which keep it. */
export const reductionShapes: ShapeRules = {
  ...sameRule(['Max', 'Min', 'Prod', 'Sum'], ({ input, ...call }) =>
    like(input('x'), reduced({ input, ...call })),
  ),
  Mean: (call) => ({ shape: reduced(call), dtype: 'float32' }),
  All: (call) => ({ shape: reduced(call), dtype: 'bool' }),
  Any: (call) => ({ shape: reduced(call), dtype: 'bool' }),
  ArgMax: position(),
  ArgMin: position(),
  ...sameRule(['Cumprod', 'Cumsum'], ({ input }) => input('x')),
  TopK: ({ input, number }) => {
    const x = input('x');
    const shape = [...x.shape.slice(0, -1), number('k')];
    return [like(x, shape), { shape, dtype: 'int32' }];
  },
  Bincount: ({ input, number }) => like(input('weights'), [number('size')]),
  DenseBincount: ({ input, number }) =>
    like(input('weights'), [...input('x').shape.slice(0, -1), number('size')]),
};

function reduced({ input, attributes }: ShapeQuestion): number[] {
  const { shape } = input('x');
  // Max alone calls its axes otherwise.
  const named = (attributes['reductionIndices'] ?? attributes['axis']) as number | number[] | undefined;
  const axes = new Set(util.parseAxisParam(named ?? shape.map((_, axis) => axis), [...shape]));
  const keepDims = attributes['keepDims'] === true;
  return shape.flatMap((size, axis) => (axes.has(axis) ? (keepDims ? [1] : []) : [size]));
}

function position(dtype: ElementType = 'int32'): ShapeRule {
  return ({ input, number }) => {
    const { shape } = input('x');
    const axis = axisOf(number('axis'), shape.length);
    return { shape: shape.filter((_, index) => index !== axis), dtype };
  };
}
