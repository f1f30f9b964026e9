import {
  engine,
  slice,
  tensor,
  tidy,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { fusedOps, singleOutputOps } from '../../../src/core/ops/fusedOps';
import { hasKernel } from '../../../src/core/ops/hasKernel';
import { gruGates } from '../../../src/core/ops/gruGates';
import { imagePatches } from '../../../src/core/ops/imagePatches';
import { lstmGates } from '../../../src/core/ops/lstmGates';
import { maxPooling } from '../../../src/core/ops/maxPooling';
import { topLogProbabilities } from '../../../src/core/ops/topLogProbabilities';
import type { ElementType, NamedSpecs, NamedTensors, TensorSpec } from '../../../src/core/step/step';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { activateBackend } from '../../../src/engine/activateBackend';
import { feedTensors } from '../../../src/engine/feedTensors';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { randomBatch } from '../../support/seq2seqFixture';

interface Call {
  readonly kernel: string;
  readonly inputs: NamedSpecs;
  readonly attributes: NamedAttrMap;
  readonly outputs: TensorSpec | TensorSpec[];
}

const batch = randomBatch({ batchSize: 3, sourceTime: 5, targetTime: 4, vocabularySize, seed: 8 });

function specOf({ shape, dtype }: Tensor): TensorSpec {
  return { shape, dtype: dtype as ElementType };
}

/** The calls of fused ops that `run` makes. */
function callsOf(run: () => void): Call[] {
  const calls: Call[] = [];
  const tfjs = engine();
  const runKernel = tfjs.runKernel.bind(tfjs);
  tfjs.runKernel = ((kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap = {}) => {
    const outputs = runKernel<Tensor | Tensor[]>(kernel, inputs, attrs);
    if (fusedOps.has(kernel))
      calls.push({
        kernel,
        inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, specOf(input)])),
        attributes: attrs,
        outputs: Array.isArray(outputs) ? outputs.map(specOf) : specOf(outputs),
      });
    return outputs;
  }) as typeof runKernel;
  try {
    run();
  } finally {
    tfjs.runKernel = runKernel;
  }
  return calls;
}

/** What no training step calls. */
function runOthers(): void {
  const [projected, recurrent, state] = [
    [3, 20],
    [3, 20],
    [3, 5],
  ].map((shape, index) => randomTensor(shape, index) as Tensor2D) as [Tensor2D, Tensor2D, Tensor2D];
  const narrow: Tensor2D = slice(projected, [0, 0], [3, 15]);
  valuesAndGradients([projected, recurrent], () => {
    const next = lstmGates({ projected, recurrent, c: state });
    return [next.h, next.c];
  });
  valuesAndGradients([narrow, state], () => [gruGates({ projected: narrow, recurrent: narrow, h: state })]);
  topLogProbabilities(projected, 2);
  const images = randomTensor([2, 6, 5, 3], 9) as Tensor4D;
  valuesAndGradients([images], () => [imagePatches(images, { size: 3, stride: 2 })]);
  valuesAndGradients([images], () => [maxPooling(images, 2)]);
}

describe('the shape rules of fused ops', () => {
  it('say what the kernels of the WebAssembly backend give, for every op', async () => {
    const calls: Call[] = [];
    for (const model of Object.values(representativeModels)) {
      const built = await makeModel(
        { ...model, encoder: { ...model.encoder, dropout: 0.5 } },
        { clip_grad_norm: 1 },
      );
      activateBackend('wasm');
      const step = makeTrainStep(built.model, built.training, batch);
      const feeds = trainFeeds(batch, built.training, {
        learningRate: 0.01,
        seed: 4,
        update: 1,
        apply: true,
      });
      calls.push(
        ...callsOf(() => {
          tidy(() => {
            const variables: NamedTensors = Object.fromEntries(
              [...built.initial].map(([name, { shape, values }]) => [name, tensor(values, [...shape])]),
            );
            step.body(variables, feedTensors(step.name, step.feeds, feeds));
          });
        }),
      );
      built.engine.dispose();
    }
    calls.push(
      ...callsOf(() => {
        tidy(runOthers);
      }),
    );
    for (const { kernel, inputs, attributes, outputs } of calls) {
      const said = fusedOps.get(kernel)?.(inputs, attributes);
      assert.deepEqual(singleOutputOps.has(kernel) ? said?.[0] : said, outputs, kernel);
    }
    const called = new Set(calls.map(({ kernel }) => kernel));
    assert.deepEqual(
      [...fusedOps.keys()].filter((kernel) => hasKernel(kernel) && !called.has(kernel)),
      [],
    );
  });
});
