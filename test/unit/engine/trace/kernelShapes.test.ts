import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import assert from 'node:assert/strict';
import type { NamedTensors } from '../../../../src/core/step/step';
import { kernelShapes } from '../../../../src/engine/trace/shapes/kernelShapes';
import { recordStep } from '../../../../src/engine/trace/traceStep';
import { floats, ints, makeStep, referenceTarget } from './traceSupport';

const feeds = {
  a: floats(2, 3),
  b: floats(3),
  c: floats(2, 4, 3),
  d: floats(2, 3, 4),
  image: floats(2, 6, 6, 4),
  filter: floats(3, 3, 4, 5),
  depthFilter: floats(3, 3, 4, 2),
  volume: floats(1, 4, 4, 4, 2),
  volumeFilter: floats(2, 2, 2, 2, 3),
  i: ints(2),
  j: ints(2, 3),
};

type T2 = tf.Tensor2D;
type T3 = tf.Tensor3D;
type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;

/** Σ of an op's output as a function of a tensor, differentiated. */
const slope = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) => tf.grad((z: tf.Tensor) => tf.sum(f(z)))(x);

const unary =
  'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor leakyRelu log log1p neg reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh softplus sqrt square step tan tanh isFinite isInf isNaN softmax logSoftmax zerosLike onesLike'.split(
    ' ',
  ) as 'abs'[];
const binary =
  'add atan2 maximum minimum mod mul pow div squaredDifference sub equal greater greaterEqual less lessEqual notEqual prelu'.split(
    ' ',
  ) as 'add'[];

const cases: Record<string, (t: Record<keyof typeof feeds, tf.Tensor>) => tf.Tensor | tf.Tensor[]> = {
  ...Object.fromEntries(unary.map((name) => [name, ({ a }) => tf[name](a)])),
  ...Object.fromEntries(binary.map((name) => [name, ({ a, b }) => tf[name](a, b)])),
  ...Object.fromEntries(
    (['add', 'sub', 'mul', 'maximum', 'mod', 'floorDiv'] as const).map((name) => [
      `${name} of integers`,
      ({ i, j }) => tf[name](j, tf.reshape(i, [2, 1])),
    ]),
  ),
  'bits of integers': ({ i, j }) => tf.bitwiseAnd(tf.slice(j, [0, 0], [2, 1]), tf.reshape(i, [2, 1])),
  logical: ({ a, b }) => {
    const [x, y] = [tf.greater(a, 0), tf.greater(b, 0)];
    return [tf.logicalAnd(x, y), tf.logicalOr(x, y), tf.logicalNot(x), tf.logicalXor(x, y)];
  },
  addN: ({ a, b }) => tf.addN([a, tf.add(a, b), a]),
  cast: ({ a, i }) => [tf.cast(a, 'int32'), tf.cast(a, 'bool'), tf.cast(i, 'float32')],
  'clip and its gradient': ({ a }) => [tf.clipByValue(a, 0, 1), slope((x) => tf.clipByValue(x, 0, 1), a)],
  'elu and its gradient': ({ a }) => slope((x) => tf.elu(x), a),
  where: ({ a, b }) => tf.where(tf.greater(a, 0), a, b),
  sums: ({ c, j }) => [
    tf.sum(c),
    tf.sum(c, 1),
    tf.sum(c, [0, -1], true),
    tf.sum(tf.greater(c, 0), 2),
    tf.sum(j, 1),
  ],
  means: ({ c, j }) => [tf.mean(c, 1), tf.mean(j), tf.prod(c, 0), tf.logSumExp(c, 2)],
  extremes: ({ c, j }) => [
    tf.max(c, 1),
    tf.min(c, [0, 2], true),
    tf.max(j, -1),
    tf.argMax(c, 1),
    tf.argMin(c, -1),
  ],
  quantors: ({ a }) => [tf.all(tf.greater(a, 0), 1), tf.any(tf.greater(a, 0), [0], true)],
  'gradients of reductions': ({ c }) => [
    slope((x) => tf.max(x, 1), c),
    slope((x) => tf.mean(x, 2), c),
    slope((x) => tf.logSumExp(x, 2), c),
  ],
  'running sums and sorting': ({ c, a }) => {
    const { values, indices } = tf.topk(c, 2);
    return [tf.cumsum(c, 1), tf.cumprod(a, 0), values, indices];
  },
  counting: ({ i, b }) => [
    tf.bincount(i as tf.Tensor1D, tf.tensor1d([]), 5),
    tf.denseBincount(i as tf.Tensor1D, tf.slice(b, 0, 2) as tf.Tensor1D, 4),
  ],
  products: ({ a, c, d }) => [
    tf.matMul(a, a, false, true),
    tf.matMul(a, a, true, false),
    tf.matMul(c, d),
    tf.matMul(c, c, true),
    tf.matMul(c, tf.reshape(a, [1, 3, 2])),
    tf.fused.matMul({ a: a, b: a, transposeB: true, activation: 'relu' }),
    tf.dot(a, tf.reshape(a, [3, 2])),
  ],
  'gradients of products': ({ c, d }) => [slope((x) => tf.matMul(x, d), c), slope((x) => tf.matMul(d, x), c)],
  reshapes: ({ c }) => [
    tf.reshape(c, [2, -1]),
    tf.expandDims(c, 1),
    tf.expandDims(c, -1),
    tf.squeeze(tf.expandDims(c, 0)),
    tf.transpose(c),
    tf.transpose(c, [2, 0, 1]),
  ],
  slices: ({ c }) => [
    tf.slice(c, [0, 1], [2, 2]),
    tf.slice(c, [1], [-1]),
    tf.stridedSlice(c, [0, 0, 0], [2, 4, 3], [1, 2, 2]),
    tf.stridedSlice(c, [1, 3, 0], [0, 0, 3], [-1, -2, 1]),
    tf.stridedSlice(c, [0, 0, 1, 0], [0, 2, 2, 3], [1, 1, 1, 1], 2, 8, 0, 1),
    tf.reverse(c, 1),
  ],
  splits: ({ c, a }) => [...tf.split(c, 2, 1), ...tf.split(c, [1, 3], -2), ...tf.unstack(a, 1)],
  joins: ({ a, b }) => [
    tf.concat([a, a], 0),
    tf.concat([a, tf.slice(a, [0, 0], [2, 1])], -1),
    tf.stack([b, b, b]),
    tf.stack([b, b], 1),
    tf.tile(a, [2, 3]),
    tf.broadcastTo(b, [4, 3]),
  ],
  paddings: ({ a }) => [
    tf.pad(a, [
      [1, 0],
      [0, 2],
    ]),
    tf.mirrorPad(
      a,
      [
        [1, 0],
        [0, 2],
      ],
      'reflect',
    ),
  ],
  gathers: ({ c, i, j }) => [
    tf.gather(c, i),
    tf.gather(c, j, 1),
    tf.gather(c, j, 1, 1),
    tf.gather(c, i, -1),
    tf.gatherND(c, tf.reshape(i, [1, 2])),
    slope((x) => tf.gather(x, i), c),
    slope((x) => tf.gather(x, i, 1), c),
  ],
  scatters: ({ a, i }) => [
    tf.unsortedSegmentSum(a, i as tf.Tensor1D, 5),
    tf.scatterND(tf.reshape(i, [2, 1]), a, [4, 3]),
    tf.oneHot(i, 4),
    tf.oneHot(i, 4, 1, 0, 'float32'),
    tf.diag(i),
    tf.sparseToDense(tf.tensor2d([[0], [2]], [2, 1], 'int32'), tf.sum(a, 1), [4], 0),
    tf.tensorScatterUpdate(a, tf.tensor2d([[1]], [1, 1], 'int32'), tf.slice(a, [0, 0], [1, 3])),
  ],
  numbers: () => [
    tf.fill([2, 2], 3),
    tf.range(0, 5, 2),
    tf.range(3, 0, -1, 'int32'),
    tf.linspace(0, 1, 4),
    tf.zeros([2]),
    tf.ones([2, 1], 'bool'),
  ],
  convolutions: ({ image, filter, depthFilter }) => [
    tf.conv2d(image as T4, filter as T4, 1, 'same'),
    tf.conv2d(image as T4, filter as T4, [2, 1], 'valid'),
    tf.conv2d(image as T4, filter as T4, 1, 'valid', 'NHWC', 2),
    tf.depthwiseConv2d(image as T4, depthFilter as T4, 1, 'same'),
    tf.dilation2d(image as T4, tf.ones<tf.Rank.R3>([2, 2, 4]), 1, 'valid'),
    tf.fused.conv2d({ x: image as T4, filter: filter as T4, strides: 1, pad: 'same', activation: 'relu' }),
    tf.fused.depthwiseConv2d({
      x: image as T4,
      filter: depthFilter as T4,
      strides: 1,
      pad: 'same',
      activation: 'relu',
    }),
    tf.conv1d(tf.reshape<tf.Rank.R3>(image, [2, 36, 4]), tf.ones([3, 4, 2]), 2, 'same'),
  ],
  'gradients of convolutions': ({ image, filter, depthFilter }) => [
    slope((x) => tf.conv2d(x as T4, filter as T4, 1, 'same'), image),
    slope((x) => tf.conv2d(image as T4, x as T4, 2, 'valid'), filter),
    slope((x) => tf.depthwiseConv2d(x as T4, depthFilter as T4, 1, 'same'), image),
    slope((x) => tf.depthwiseConv2d(image as T4, x as T4, 1, 'same'), depthFilter),
    slope((x) => tf.dilation2d(x as T4, tf.ones([2, 2, 4]), 1, 'valid'), image),
    slope((x) => tf.dilation2d(image as T4, x as T3, 1, 'valid'), tf.ones([2, 2, 4])),
  ],
  volumes: ({ volume, volumeFilter }) => [
    tf.conv3d(volume as T5, volumeFilter as T5, 1, 'same'),
    tf.avgPool3d(volume as T5, 2, 2, 'valid'),
    tf.maxPool3d(volume as T5, 2, 2, 'valid'),
    slope((x) => tf.conv3d(x as T5, volumeFilter as T5, 1, 'same'), volume),
    slope((x) => tf.conv3d(volume as T5, x as T5, 1, 'same'), volumeFilter),
    slope((x) => tf.maxPool3d(x as T5, 2, 2, 'valid'), volume),
    slope((x) => tf.avgPool3d(x as T5, 2, 2, 'valid'), volume),
  ],
  pooling: ({ image }) => [
    ...Object.values(tf.maxPoolWithArgmax(image as T4, 2, 2, 'valid')),
    tf.maxPool(image as T4, 2, 2, 'valid'),
    tf.avgPool(image as T4, [3, 2], 1, 'same'),
    slope((x) => tf.maxPool(x as T4, 2, 2, 'valid'), image),
    slope((x) => tf.avgPool(x as T4, 2, 2, 'valid'), image),
  ],
  images: ({ image, a }) => [
    tf.image.resizeBilinear(image as T4, [3, 4]),
    tf.image.resizeNearestNeighbor(image as T4, [8, 9]),
    slope((x) => tf.image.resizeBilinear(x as T4, [3, 4]), image),
    slope((x) => tf.image.resizeNearestNeighbor(x as T4, [3, 4]), image),
    tf.image.flipLeftRight(image as T4),
    tf.image.cropAndResize(
      image as T4,
      tf.concat([a, tf.slice(a, [0, 0], [2, 1])], 1) as T2,
      tf.tensor1d([0, 1], 'int32'),
      [2, 3],
    ),
    tf.image.rotateWithOffset(image as T4, 0.5),
    tf.localResponseNormalization(image as T4),
    slope((x) => tf.localResponseNormalization(x as T4), image),
    tf.depthToSpace(image as T4, 2),
    tf.spaceToBatchND(
      image,
      [2, 3],
      [
        [1, 1],
        [0, 0],
      ],
    ),
    tf.batchToSpaceND(
      tf.concat([image, image], 0),
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ],
  normalisation: ({ image }) => {
    const { mean, variance } = tf.moments(image, [0, 1, 2]);
    return tf.batchNorm(image as T4, mean as tf.Tensor1D, variance as tf.Tensor1D);
  },
};

describe('shape rules', () => {
  before(async () => {
    await tf.setBackend('cpu');
  });

  const seen = new Set<string>();
  for (const [name, op] of Object.entries(cases))
    it(`say what tfjs computes: ${name}`, () => {
      const run = (tensors: NamedTensors) => [op(tensors as Parameters<typeof op>[0])].flat();
      const program = recordStep(
        makeStep(feeds, (tensors) => ({
          fetches: Object.fromEntries(run(tensors).map((tensor, index) => [String(index), tensor])),
        })),
        {},
        referenceTarget,
      );
      for (const { kernel } of program.calls) seen.add(kernel);
      const expected = tf.tidy(() => {
        const tensors = Object.fromEntries(
          Object.entries(feeds).map(([key, { shape, dtype }]) => [
            key,
            dtype === 'int32' ? tf.ones([...shape], dtype) : tf.randomUniform([...shape], 0.1, 0.9, dtype, 1),
          ]),
        );
        return run(tensors).map(({ shape, dtype }) => ({ shape, dtype }));
      });
      assert.deepEqual(
        Object.values(program.fetches).map((id) => program.values[id]),
        expected,
      );
    });

  it('are all compared', () => {
    const uncompared = Object.keys(kernelShapes).filter((kernel) => !seen.has(kernel));
    assert.deepEqual(uncompared.sort(), []);
  });
});
