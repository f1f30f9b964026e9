import '@tensorflow/tfjs-backend-cpu';
import { engine, tidy, type Tensor } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { scanKernel } from '../../../src/core/ops/recordScan';
import type { TypedValues } from '../../../src/core/step/engine';
import type { NamedSpecs, TensorSpec } from '../../../src/core/step/step';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { traceStep } from '../../../src/engine/trace/traceStep';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { executeProgram } from '../../support/executeProgram';
import { assertClose } from '../../support/fusedOp';
import { scanTarget } from '../../support/scanTarget';
import { randomBatch } from '../../support/seq2seqFixture';
import { wasmFolder } from '../../support/wasmFolder';

const batch = randomBatch({ batchSize: 3, sourceTime: 5, targetTime: 4, vocabularySize, seed: 8 });

describe('a training step whose recurrences are recorded as loops', () => {
  before(async () => {
    await selectEngine({ preference: 'eager', wasmFolder, threads: 1 });
  });

  for (const [name, model] of Object.entries(representativeModels))
    it(`gives the loss and the gradient of the unrolled one: ${name}`, async () => {
      const built = await makeModel({
        ...model,
        encoder: { ...model.encoder, dropout: 0.3 },
        decoder: { ...model.decoder, dropout: 0.3, hidden_dropout: 0.3 },
      });
      const step = makeTrainStep(built.model, built.training, batch);
      const feeds = trainFeeds(batch, built.training, {
        learningRate: 0.01,
        seed: 4,
        update: 1,
        apply: true,
      });
      const { fetches } = built.engine.compile(step).run(feeds);
      built.engine.dispose();

      const variables: NamedSpecs = Object.fromEntries(
        [...built.initial].map(([key, { shape }]) => [key, { shape, dtype: 'float32' } as const]),
      );
      const program = traceStep(step, variables, scanTarget);
      const recurrences = program.calls.filter(({ kernel }) => kernel === scanKernel);
      assert.ok(recurrences.length >= 4, `${recurrences.length} loops`);
      activateBackend('cpu');
      tidy(() => {
        const tensor = ({ shape, dtype }: TensorSpec, values: TypedValues): Tensor =>
          engine().makeTensor(values.slice(), [...shape], dtype);
        const results = executeProgram(
          program,
          Object.fromEntries(
            Object.entries(step.feeds).map(([key, spec]) => [key, tensor(spec, feeds[key] as TypedValues)]),
          ),
          Object.fromEntries(
            [...built.initial].map(([key, { shape, values }]) => [
              key,
              tensor({ shape, dtype: 'float32' }, values),
            ]),
          ),
        );
        for (const key of ['loss_sum', 'gradient_norm'])
          assertClose(results[key]!.dataSync(), fetches[key]!, 2e-6, key);
      });
    });
});
