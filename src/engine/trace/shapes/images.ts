import { backend_util, type NamedAttrMap } from '@tensorflow/tfjs-core';
import { like, sameRule, type ShapeQuestion, type ShapeRules } from './shapeRule';

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];
type Pair = [number, number] | number;
type Triple = [number, number, number] | number;
type Rounding = 'floor' | 'round' | 'ceil' | undefined;

/** Convolutions, pooling, resizing and normalisation of images `[batch, height, width, channels]`, and their gradients. */
export const imageShapes: ShapeRules = {
  ...sameRule(['Conv2D', 'FusedConv2D'], (call) => like(call.input('x'), conv2d(call, false))),
  ...sameRule(['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'], (call) =>
    like(call.input('x'), conv2d(call, true)),
  ),
  ...sameRule(
    ['Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropInput', 'Conv3DBackpropInputV2'],
    ({ input, numbers }) => like(input('dy'), numbers('inputShape')),
  ),
  ...sameRule(
    ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter', 'Conv3DBackpropFilterV2'],
    ({ input, numbers }) => like(input('x'), numbers('filterShape')),
  ),
  Conv3D: ({ input, attributes }) => {
    const x = input('x');
    const { outShape } = backend_util.computeConv3DInfo(
      [...x.shape] as Shape5,
      [...input('filter').shape] as Shape5,
      attributes['strides'] as Triple,
      attributes['dilations'] as Triple,
      attributes['pad'] as 'same' | 'valid',
    );
    return like(x, outShape);
  },
  Dilation2D: ({ input, attributes }) => {
    const x = input('x');
    const { outShape } = backend_util.computeDilation2DInfo(
      [...x.shape] as Shape4,
      [...input('filter').shape] as [number, number, number],
      attributes['strides'] as Pair,
      attributes['pad'] as 'same' | 'valid' | number,
      'NHWC',
      attributes['dilations'] as Pair,
    );
    return like(x, outShape);
  },
  Dilation2DBackpropInput: ({ input }) => input('x'),
  Dilation2DBackpropFilter: ({ input }) => input('filter'),
  ...sameRule(['AvgPool', 'MaxPool'], (call) => like(call.input('x'), pool2d(call))),
  MaxPoolWithArgmax: (call) => {
    const shape = pool2d(call);
    return [like(call.input('x'), shape), { shape, dtype: 'int32' }];
  },
  ...sameRule(['AvgPool3D', 'MaxPool3D'], ({ input, attributes }) => {
    const x = input('x');
    const { outShape } = backend_util.computePool3DInfo(
      [...x.shape] as Shape5,
      attributes['filterSize'] as Triple,
      attributes['strides'] as Triple,
      1,
      attributes['pad'] as 'same' | 'valid' | number,
      rounding(attributes),
    );
    return like(x, outShape);
  }),
  ...sameRule(['AvgPoolGrad', 'MaxPoolGrad', 'AvgPool3DGrad', 'MaxPool3DGrad'], ({ input }) =>
    input('input'),
  ),
  ...sameRule(['ResizeBilinear', 'ResizeNearestNeighbor'], ({ input, numbers }) => {
    const [batch, , , channels] = input('images').shape as Shape4;
    return { shape: [batch, ...numbers('size'), channels], dtype: 'float32' };
  }),
  ...sameRule(['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'], ({ input }) => input('images')),
  CropAndResize: ({ input, numbers }) => ({
    shape: [input('boxes').shape[0]!, ...numbers('cropSize'), input('image').shape[3]!],
    dtype: 'float32',
  }),
  ...sameRule(['FlipLeftRight', 'RotateWithOffset'], ({ input }) => input('image')),
  ...sameRule(['FusedBatchNorm', 'LRN', 'LRNGrad'], ({ input }) => input('x')),
  DepthToSpace: ({ input, number, attributes }) => {
    const x = input('x');
    const block = number('blockSize');
    const [batch, a, b, c] = x.shape as Shape4;
    return like(
      x,
      attributes['dataFormat'] === 'NCHW'
        ? [batch, a / block ** 2, b * block, c * block]
        : [batch, a * block, b * block, c / block ** 2],
    );
  },
  SpaceToBatchND: ({ input, numbers, attributes }) => {
    const x = input('x');
    const block = numbers('blockShape');
    const paddings = attributes['paddings'] as [number, number][];
    const [batch, ...rest] = x.shape;
    const spatial = block.map((size, axis) => (rest[axis]! + sum(paddings[axis]!)) / size);
    return like(x, [batch! * product(block), ...spatial, ...rest.slice(block.length)]);
  },
  BatchToSpaceND: ({ input, numbers, attributes }) => {
    const x = input('x');
    const block = numbers('blockShape');
    const crops = attributes['crops'] as [number, number][];
    const [batch, ...rest] = x.shape;
    const spatial = block.map((size, axis) => rest[axis]! * size - sum(crops[axis]!));
    return like(x, [batch! / product(block), ...spatial, ...rest.slice(block.length)]);
  },
};

function conv2d({ input, attributes }: ShapeQuestion, depthwise: boolean): number[] {
  return backend_util.computeConv2DInfo(
    [...input('x').shape] as Shape4,
    [...input('filter').shape] as Shape4,
    attributes['strides'] as Pair,
    (attributes['dilations'] ?? 1) as Pair,
    attributes['pad'] as 'same' | 'valid' | number,
    rounding(attributes),
    depthwise,
    attributes['dataFormat'] === 'NCHW' ? 'channelsFirst' : 'channelsLast',
  ).outShape;
}

function pool2d({ input, attributes }: ShapeQuestion): number[] {
  return backend_util.computePool2DInfo(
    [...input('x').shape] as Shape4,
    attributes['filterSize'] as Pair,
    attributes['strides'] as Pair,
    1,
    attributes['pad'] as 'same' | 'valid' | number,
    rounding(attributes),
  ).outShape;
}

function rounding(attributes: Readonly<NamedAttrMap>): NonNullable<Rounding> {
  return (attributes['dimRoundingMode'] as Rounding) ?? 'floor';
}

function sum([before, after]: readonly [number, number]): number {
  return before + after;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
