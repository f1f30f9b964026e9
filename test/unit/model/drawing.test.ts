import { softmax, tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import type { SourceTensors } from '../../../src/core/model/model';
import { specialSymbolCount } from '../../../src/core/text/specialIds';
import { activateBackend } from '../../../src/engine/activateBackend';
import { assertClose } from '../../support/fusedOp';
import { modelConfig, randomBatch, randomNumbers, wasmEngine } from '../../support/seq2seqFixture';

const [height, width, steps, levels] = [3, 4, 5, 3];
const vocabularySize = specialSymbolCount + levels;
const batchSize = 2;
const sourceTime = 4;

describe('a decoder that draws', () => {
  const model = buildModel(
    modelConfig({
      encoder: { hidden_size: 4, embeddings: { embedding_dim: 3 } },
      decoder: {
        ...{ type: 'draw', hidden_size: 5, attention: 'bahdanau' },
        draw: { image_size: [height, width], steps, patch_size: 2 },
      },
    }),
    { sourceVocabularySize: vocabularySize, targetVocabularySize: vocabularySize },
  );

  before(async () => {
    await wasmEngine();
    activateBackend('wasm');
  });

  it('hands out the picture of its last step, then the end, and shows where each step looked', () => {
    tidy(() => {
      const random = randomNumbers(5);
      const parameters = Object.fromEntries(
        [...initializeParameters(model.parameters, 3)].map(([name, { shape, values }]) => [
          name,
          tensor(
            values.map((value) => value + random() - 0.5),
            [...shape],
          ),
        ]),
      );
      const batch = randomBatch({ batchSize, sourceTime, targetTime: 2, vocabularySize, seed: 1 });
      const source: SourceTensors = {
        ids: tensor2d(batch.sourceIds, [batchSize, sourceTime], 'int32'),
        features: undefined,
        lengths: tensor(batch.sourceLengths, [batchSize], 'int32'),
      };
      const drawn = model.drawingSteps?.(parameters, source);
      assert.ok(drawn?.looks !== undefined);
      assert.deepEqual(drawn.canvases.shape, [batchSize, steps, height, width]);
      assert.deepEqual(drawn.looks.shape, [batchSize, steps, sourceTime]);
      for (const row of drawn.looks.arraySync().flat())
        assertClose([row.reduce((sum, weight) => sum + weight, 0)], [1], 1e-5, 'attention of a step');

      const { encoded, state } = model.encode(parameters, source);
      const targetTime = height * width + 2;
      const inputs = tensor2d(new Int32Array(batchSize * targetTime), [batchSize, targetTime], 'int32');
      const logits = model.decodeTeacherForced(parameters, encoded, state, inputs);
      const rows = softmax(logits).arraySync();
      const canvases = drawn.canvases.arraySync();
      rows.forEach((tokens, index) => {
        const ink = tokens
          .slice(0, height * width)
          .map((shares) => shares[specialSymbolCount + 1]! / 2 + shares[specialSymbolCount + 2]!);
        assertClose(ink, canvases[index]!.at(-1)!.flat(), 1e-5, 'ink');
        for (const shares of tokens.slice(height * width)) assertClose([shares[3]!], [1], 1e-6, 'end');
      });
    });
  });
});
