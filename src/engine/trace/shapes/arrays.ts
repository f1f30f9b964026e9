import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import type { ElementType, TensorSpec } from '../../../core/step/step';
import { asInfo, axisOf, like, sameRule, type ShapeQuestion, type ShapeRules } from './shapeRule';

/** What moves elements and computes nothing: slices, joins, gathers, and tensors made from numbers. */
export const arrayShapes: ShapeRules = {
  Reshape: ({ input, numbers }) => {
    const x = input('x');
    return like(x, util.inferFromImplicitShape(numbers('shape'), util.sizeFromShape([...x.shape])));
  },
  Transpose: ({ input, numbers }) => {
    const x = input('x');
    return like(
      x,
      numbers('perm').map((axis) => x.shape[axis]!),
    );
  },
  Slice: ({ input, numbers }) => {
    const x = input('x');
    const [, size = []] = slice_util.parseSliceParams(asInfo(x), numbers('begin'), numbers('size'));
    return like(x, size);
  },
  StridedSlice: ({ input, numbers, number }) => {
    const x = input('x');
    const { finalShape } = slice_util.sliceInfo(
      [...x.shape],
      numbers('begin'),
      numbers('end'),
      numbers('strides'),
      number('beginMask'),
      number('endMask'),
      number('ellipsisMask'),
      number('newAxisMask'),
      number('shrinkAxisMask'),
    );
    return like(x, finalShape);
  },
  SplitV: ({ input, attributes, number }) => {
    const x = input('x');
    const axis = axisOf(number('axis'), x.shape.length);
    const parts = attributes['numOrSizeSplits'] as number | number[];
    const sizes = backend_util.prepareSplitSize(asInfo(x), parts, axis);
    return sizes.map((size) => like(x, x.shape.with(axis, size)));
  },
  Concat: ({ list, number }) => {
    const axis = axisOf(number('axis'), first(list).shape.length);
    const shapes = list.map(({ shape }) => [...shape]);
    return like(first(list), backend_util.computeOutShape(shapes, axis));
  },
  Pack: ({ list, number }) => {
    const { shape } = first(list);
    const axis = axisOf(number('axis'), shape.length + 1);
    return like(first(list), [...shape.slice(0, axis), list.length, ...shape.slice(axis)]);
  },
  Unpack: ({ input, number }) => {
    const value = input('value');
    const axis = axisOf(number('axis'), value.shape.length);
    const shape = value.shape.filter((_, index) => index !== axis);
    return Array.from({ length: value.shape[axis] ?? 0 }, () => like(value, shape));
  },
  Tile: ({ input, numbers }) => {
    const x = input('x');
    const reps = numbers('reps');
    return like(
      x,
      x.shape.map((size, axis) => size * reps[axis]!),
    );
  },
  ...sameRule(['PadV2', 'MirrorPad'], ({ input, attributes }) => {
    const x = input('x');
    const paddings = attributes['paddings'] as [number, number][];
    return like(
      x,
      x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]),
    );
  }),
  Reverse: ({ input }) => input('x'),
  GatherV2: ({ input, number }) => {
    const x = input('x');
    const indices = input('indices');
    const axis = axisOf(number('axis'), x.shape.length);
    const inner = indices.shape.slice(number('batchDims'));
    return like(x, [...x.shape.slice(0, axis), ...inner, ...x.shape.slice(axis + 1)]);
  },
  GatherNd: ({ input }) => {
    const params = input('params');
    const { shape } = input('indices');
    return like(params, [...shape.slice(0, -1), ...params.shape.slice(shape.at(-1))]);
  },
  ScatterNd: ({ input, numbers }) => like(input('updates'), numbers('shape')),
  SparseToDense: ({ input, numbers }) => like(input('sparseValues'), numbers('outputShape')),
  TensorScatterUpdate: ({ input }) => input('tensor'),
  UnsortedSegmentSum: ({ input, number }) => {
    const x = input('x');
    return like(x, [number('numSegments'), ...x.shape.slice(input('segmentIds').shape.length)]);
  },
  OneHot: ({ input, number, attributes }) => ({
    shape: [...input('indices').shape, number('depth')],
    dtype: attributes['dtype'] as ElementType,
  }),
  Diag: ({ input }) => like(input('x'), [...input('x').shape, ...input('x').shape]),
  Fill: ({ numbers, attributes }) => ({
    shape: numbers('shape'),
    dtype: attributes['dtype'] as ElementType,
  }),
  LinSpace: ({ number }) => ({ shape: [number('num')], dtype: 'float32' }),
  Range: (call) => ({ shape: [rangeLength(call)], dtype: call.attributes['dtype'] as ElementType }),
};

function first(list: readonly TensorSpec[]): TensorSpec {
  const [spec] = list;
  if (spec === undefined) throw new Error('the list of inputs is empty');
  return spec;
}

function rangeLength({ number }: ShapeQuestion): number {
  return Math.max(0, Math.ceil((number('stop') - number('start')) / number('step')));
}
