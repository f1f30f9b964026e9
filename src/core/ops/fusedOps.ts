import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { NamedSpecs, TensorSpec } from '../step/step';
import { adamUpdateKernel } from './adamUpdate';
import { additiveScoresGradientKernel, additiveScoresKernel } from './additiveScores';
import { gruGatesGradientKernel, gruGatesKernel } from './gruGates';
import { gruSequenceGradientKernel, gruSequenceKernel } from './gruSequence';
import { imagePatchesGradientKernel, imagePatchesKernel } from './imagePatches';
import { lstmGatesGradientKernel, lstmGatesKernel } from './lstmGates';
import { lstmSequenceGradientKernel, lstmSequenceKernel } from './lstmSequence';
import { maskedSoftmaxGradientKernel, maskedSoftmaxKernel } from './maskedSoftmax';
import type { MemorySizes } from './memorySignals';
import { keptSize, memoryStepGradientKernel, memoryStepKernel } from './memoryStep';
import { maxPoolingGradientKernel, maxPoolingKernel } from './maxPooling';
import { rnnSequenceGradientKernel, rnnSequenceKernel } from './rnnSequence';
import { squaredSumKernel } from './squaredSum';
import { statelessUniformKernel } from './statelessUniform';
import { tokenCrossEntropyGradientKernel, tokenCrossEntropyKernel } from './tokenCrossEntropy';
import { topLogProbabilitiesKernel } from './topLogProbabilities';

/** Shapes and element types of an op's outputs. Optional inputs that are not there are not in the record. */
export type ShapeRule = (inputs: NamedSpecs, attributes: Readonly<NamedAttrMap>) => TensorSpec[];

/** Kernels that give one tensor instead of a list. */
export const singleOutputOps: ReadonlySet<string> = new Set([
  statelessUniformKernel,
  tokenCrossEntropyGradientKernel,
]);

/** Every op of our own, by the name of its kernel, which says what its inputs and outputs are. */
export const fusedOps: ReadonlyMap<string, ShapeRule> = new Map<string, ShapeRule>([
  [
    lstmSequenceKernel,
    ({ projected, c }) => {
      const [time, batch, units] = [...shapeOf(projected).slice(0, 2), ...shapeOf(c).slice(1)];
      const states = floats(time, batch, units);
      return [states, like(c), like(projected), states, states];
    },
  ],
  [
    lstmSequenceGradientKernel,
    ({ gates, recurrentKernel, h, c }) => [like(gates), like(recurrentKernel), like(h), like(c)],
  ],
  [
    gruSequenceKernel,
    ({ projected, h }) => {
      const [time, batch, units] = [...shapeOf(projected).slice(0, 2), ...shapeOf(h).slice(1)];
      const states = floats(time, batch, units);
      return [states, like(projected), states];
    },
  ],
  [
    gruSequenceGradientKernel,
    ({ gates, recurrentKernel, h }) => [
      like(gates),
      like(recurrentKernel),
      floats(shapeOf(gates)[2]),
      like(h),
    ],
  ],
  [rnnSequenceKernel, ({ projected }) => [like(projected)]],
  [
    rnnSequenceGradientKernel,
    ({ outputs, recurrentKernel, h }) => [like(outputs), like(recurrentKernel), like(h)],
  ],
  [lstmGatesKernel, ({ projected, c }) => [like(c), like(c), like(projected), like(c)]],
  [lstmGatesGradientKernel, ({ gates, c }) => [like(gates), like(c)]],
  [gruGatesKernel, ({ projected, h }) => [like(h), like(projected)]],
  [gruGatesGradientKernel, ({ gates, h }) => [like(gates), like(gates), like(h)]],
  [maskedSoftmaxKernel, ({ scores }) => [like(scores)]],
  [maskedSoftmaxGradientKernel, ({ weights }) => [like(weights)]],
  [
    memoryStepKernel,
    ({ memory, weightings, reads }, sizes) => {
      const kept = keptSize(sizes as NamedAttrMap & MemorySizes);
      return [like(memory), like(weightings), like(reads), floats(shapeOf(memory)[0], kept)];
    },
  ],
  [
    memoryStepGradientKernel,
    ({ signals, memory, weightings, dReads }) => [
      like(signals),
      like(memory),
      like(weightings),
      like(dReads),
    ],
  ],
  [
    additiveScoresKernel,
    ({ queries, keys }) => {
      const [batch, steps] = shapeOf(queries);
      return [floats(batch, steps, shapeOf(keys)[1])];
    },
  ],
  [additiveScoresGradientKernel, ({ queries, keys, vector }) => [like(queries), like(keys), like(vector)]],
  [
    tokenCrossEntropyKernel,
    ({ logits }) => {
      const [positions] = shapeOf(logits);
      return [floats(positions), like(logits)];
    },
  ],
  [tokenCrossEntropyGradientKernel, ({ probabilities }) => [like(probabilities)]],
  [
    topLogProbabilitiesKernel,
    ({ logits }, { k }) => {
      const [rows] = shapeOf(logits);
      const top = floats(rows, Number(k));
      return [top, { ...top, dtype: 'int32' }];
    },
  ],
  [adamUpdateKernel, ({ parameter, m, v }) => [like(parameter), like(m), like(v)]],
  [squaredSumKernel, () => [floats()]],
  [
    imagePatchesKernel,
    ({ images }, { size, stride }) => {
      const [batch = NaN, height = NaN, width = NaN, channels = NaN] = shapeOf(images);
      const rows = batch * windowCount({ height, width, stride });
      return [floats(rows, Number(size) ** 2 * channels)];
    },
  ],
  [
    imagePatchesGradientKernel,
    ({ dPatches }, { height, width, channels, stride }) => {
      const batch = shapeOf(dPatches)[0]! / windowCount({ height, width, stride });
      return [floats(batch, Number(height), Number(width), Number(channels))];
    },
  ],
  [
    maxPoolingKernel,
    ({ images }, { size }) => {
      const [batch, height = NaN, width = NaN, channels] = shapeOf(images);
      const values = floats(
        batch,
        Math.floor(height / Number(size)),
        Math.floor(width / Number(size)),
        channels,
      );
      return [values, { ...values, dtype: 'int32' }];
    },
  ],
  [
    maxPoolingGradientKernel,
    ({ places }, { height, width }) => {
      const [batch, , , channels] = shapeOf(places);
      return [floats(batch, Number(height), Number(width), channels)];
    },
  ],
  [
    statelessUniformKernel,
    (_inputs, { time, rows, units }) => [floats(Number(time), Number(rows), Number(units))],
  ],
]);

/** How many places there are for the windows of a convolution. */
function windowCount({ height, width, stride }: Readonly<Record<string, unknown>>): number {
  return Math.ceil(Number(height) / Number(stride)) * Math.ceil(Number(width) / Number(stride));
}

/** @throws Error when the call lacks an input */
function shapeOf(spec: TensorSpec | undefined): readonly number[] {
  if (spec === undefined) throw new Error('A fused op was called without one of its inputs.');
  return spec.shape;
}

function like(spec: TensorSpec | undefined): TensorSpec {
  return { shape: shapeOf(spec), dtype: 'float32' };
}

/** @throws Error when an input has too few axes */
function floats(...shape: readonly (number | undefined)[]): TensorSpec {
  const sizes = shape.map((size) => {
    if (size === undefined) throw new Error('An input of a fused op has too few axes.');
    return size;
  });
  return { shape: sizes, dtype: 'float32' };
}
