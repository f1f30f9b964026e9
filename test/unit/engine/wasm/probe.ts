/**
 * A program of its own: trains a small model for three updates on the WebAssembly engine, then prints as JSON which
 * kernels it ran on and the losses. Which build: the environment.
 */
import { buildModel } from '../../../../src/core/model/buildModel';
import { initializeParameters } from '../../../../src/core/model/initializeParameters';
import { initialSlots } from '../../../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../../../src/core/train/trainStep';
import { modelConfig, randomBatch, trainingConfig, wasmEngine } from '../../../support/seq2seqFixture';

const size = { batchSize: 5, sourceTime: 6, targetTime: 7, vocabularySize: 11, seed: 3 };

async function main(): Promise<void> {
  const engine = await wasmEngine();
  const training = trainingConfig({ learning_rate: 0.01 });
  const model = buildModel(
    modelConfig({
      encoder: {
        rnn_type: 'lstm',
        hidden_size: 9,
        bidirectional: true,
        dropout: 0.2,
        embeddings: { embedding_dim: 5 },
      },
      decoder: { rnn_type: 'gru', hidden_size: 18, attention: 'bahdanau', embeddings: { embedding_dim: 5 } },
    }),
    { sourceVocabularySize: size.vocabularySize, targetVocabularySize: size.vocabularySize },
  );
  engine.defineVariables(
    new Map([...initializeParameters(model.parameters, 1), ...initialSlots(model.parameters, training)]),
  );
  const batch = randomBatch(size);
  const step = engine.compile(makeTrainStep(model, training, batch));
  const losses = [1, 2, 3].map((update) => {
    const feeds = trainFeeds(batch, training, { learningRate: 0.01, seed: 1, update, apply: true });
    return step.run(feeds).fetches['loss_sum']![0]!;
  });
  console.log(JSON.stringify({ version: engine.info.version, node: process.version, losses }));
}

void main();
