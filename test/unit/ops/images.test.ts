import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { conv2d, dispose, engine, memory, tensor, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { convolution } from '../../../src/core/ops/convolution';
import { fusedOps } from '../../../src/core/ops/fusedOps';
import { hasKernel } from '../../../src/core/ops/hasKernel';
import {
  composeImagePatches,
  imagePatches,
  imagePatchesGradientKernel,
  imagePatchesKernel,
} from '../../../src/core/ops/imagePatches';
import {
  composeMaxPooling,
  maxPooling,
  maxPoolingGradientKernel,
  maxPoolingKernel,
} from '../../../src/core/ops/maxPooling';
import { activateBackend } from '../../../src/engine/activateBackend';
import { assertClose, randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { describeBuilds } from '../engine/wasm/kernelSupport';

const pictures = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.constantFrom(1, 3, 4, 7),
});
const windows = fc.record({ size: fc.integer({ min: 1, max: 5 }), stride: fc.integer({ min: 1, max: 3 }) });

/** Values and gradients of an op on the WebAssembly backend, and of another on tfjs's reference backend. */
function compare(
  shapes: readonly number[][],
  seed: number,
  op: (...inputs: Tensor[]) => Tensor,
  reference: (...inputs: Tensor[]) => Tensor,
): void {
  const [actual, expected] = (['wasm', 'cpu'] as const).map((backend) => {
    activateBackend(backend);
    const inputs = shapes.map((shape, index) => randomTensor(shape, seed + index));
    const values = valuesAndGradients(inputs, () => [(backend === 'wasm' ? op : reference)(...inputs)]);
    dispose(inputs);
    return values;
  });
  activateBackend('wasm');
  actual!.forEach((values, index) => assertClose(values, expected![index]!, 2e-6, `output ${index}`));
}

describeBuilds('pictures', () => {
  before(() => engine().findBackend('cpu'));

  let tensors = 0;
  beforeEach(() => {
    activateBackend('wasm');
    tensors = memory().numTensors;
  });
  afterEach(() => assert.equal(memory().numTensors, tensors, 'tensors leaked'));

  it('have kernels', () => {
    for (const kernel of [
      imagePatchesKernel,
      imagePatchesGradientKernel,
      maxPoolingKernel,
      maxPoolingGradientKernel,
    ])
      assert.ok(hasKernel(kernel), kernel);
  });

  it('are cut into the patches that a composition of tfjs ops cuts, gradients too', () => {
    fc.assert(
      fc.property(pictures, windows, fc.nat(1000), ({ batch, height, width, channels }, window, seed) =>
        compare(
          [[batch, height, width, channels]],
          seed,
          (images) => imagePatches(images as Tensor4D, window),
          (images) => composeImagePatches(images as Tensor4D, window),
        ),
      ),
      { numRuns: 25 },
    );
  });

  it('are convolved as by tfjs, gradients of picture and kernel too', () => {
    fc.assert(
      fc.property(
        pictures,
        windows,
        fc.constantFrom(1, 4, 6),
        fc.nat(1000),
        ({ batch, height, width, channels }, { size, stride }, channelsOut, seed) =>
          compare(
            [
              [batch, height, width, channels],
              [size, size, channels, channelsOut],
            ],
            seed,
            (images, kernel) => convolution(images as Tensor4D, kernel as Tensor4D, stride),
            (images, kernel) => conv2d(images as Tensor4D, kernel as Tensor4D, stride, 'same'),
          ),
      ),
      { numRuns: 25 },
    );
  });

  it('give the largest of each window, and its gradient to the first of equals', () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 3 }), fc.nat(1000), (picture, size, seed) => {
        const { batch, height, width, channels } = picture;
        if (height < size || width < size) return;
        compare(
          [[batch, height, width, channels]],
          seed,
          (images) => maxPooling(images as Tensor4D, size),
          (images) => composeMaxPooling(images as Tensor4D, size),
        );
      }),
      { numRuns: 25 },
    );
    const flat = tensor([1, 1, 1, 1], [1, 2, 2, 1]);
    const [value, gradient] = valuesAndGradients([flat], () => [maxPooling(flat as Tensor4D, 2)]);
    assert.equal(value![0], 1);
    assert.notEqual(gradient![0], 0);
    assert.deepEqual([...gradient!.subarray(1)], [0, 0, 0]);
    flat.dispose();
  });

  it('have the shapes that are said when a step is traced', () => {
    const images = randomTensor([2, 7, 5, 3], 1);
    const window = { size: 3, stride: 2 };
    const check = (kernel: string, inputs: Record<string, Tensor>, attributes: Record<string, number>) => {
      const outputs = engine().runKernel<Tensor[]>(kernel, inputs, attributes);
      const specs = Object.fromEntries(
        Object.entries(inputs).map(([name, { shape }]) => [name, { shape, dtype: 'float32' as const }]),
      );
      const told = outputs.map(({ shape, dtype }) => ({ shape, dtype }));
      assert.deepEqual(fusedOps.get(kernel)?.(specs, attributes), told, kernel);
      return outputs;
    };
    const size = { height: 7, width: 5 };
    const [dPatches] = check(imagePatchesKernel, { images }, window);
    const of = { ...window, ...size, channels: 3 };
    const [dImages] = check(imagePatchesGradientKernel, { dPatches: dPatches! }, of);
    const [dValues, places] = check(maxPoolingKernel, { images }, { size: 2 });
    const pooled = { dValues: dValues!, places: places! };
    const [dPooled] = check(maxPoolingGradientKernel, pooled, { size: 2, ...size });
    dispose([images, dPatches!, dImages!, dValues!, places!, dPooled!]);
  });
});
