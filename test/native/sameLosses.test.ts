import assert from 'node:assert/strict';
import type { ConfigInput } from '../../src/core/config/schema';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { modelConfig, randomBatch, trainingConfig, wasmFolder } from '../support/seq2seqFixture';

const vocabularySize = 20;
const updates = 50;
const small = { hidden_size: 24, dropout: 0.2, embeddings: { embedding_dim: 16 } };
const models: Record<string, NonNullable<ConfigInput['model']>> = {
  'a bidirectional LSTM with general attention': {
    encoder: { ...small, bidirectional: true },
    decoder: { ...small, hidden_dropout: 0.2, attention: 'general' },
  },
  'a GRU with additive attention and input feeding': {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: { ...small, rnn_type: 'gru', attention: 'bahdanau', input_feeding: true },
  },
  'a GRU that resets first, with layer normalisation, residual connections and pooling': {
    encoder: {
      ...small,
      rnn_type: 'gru',
      gru_reset: 'before',
      layer_norm: true,
      num_layers: 3,
      bidirectional: 'bottom',
      residual: true,
      initial_state: 'learned',
      projection: 20,
      pooling: 'attention',
      recurrent_dropout: 0.2,
      variational_dropout: true,
      embeddings: { type: 'one_hot' },
    },
    decoder: { ...small, rnn_type: 'gru', gru_reset: 'before', attention: 'general' },
  },
  'a residual LSTM with copies, coverage, recurrent dropout and input feeding': {
    encoder: small,
    decoder: {
      ...small,
      num_layers: 2,
      residual: true,
      recurrent_dropout: 0.2,
      variational_dropout: true,
      attention: { type: 'concat', bias: true },
      coverage_attn: true,
      copy_attn: true,
      input_feeding: true,
    },
  },
  'a GRU with sparsemax in a predicted window for all layers, after the source as a first state': {
    encoder: { ...small, rnn_type: 'gru', bidirectional: true },
    decoder: {
      ...small,
      rnn_type: 'gru',
      num_layers: 2,
      condition: 'par',
      attention: { type: 'general', function: 'sparsemax', window: { kind: 'predictive', size: 4 } },
      attention_feeds: 'all_layers',
      attentional: 'none',
      bridge_layers: 'each',
    },
  },
  'a Neural Turing Machine': {
    encoder: { ...small, type: 'ntm', ntm: { memory_rows: 12, memory_width: 8, write_heads: 2 } },
    decoder: { hidden_dropout: 0.2, embeddings: { embedding_dim: 12 } },
  },
};

describe('native TensorFlow and WebAssembly', function () {
  this.timeout(120_000);

  for (const [name, model] of Object.entries(models))
    it(`train alike, losses equal to 1e-4 over ${updates} steps: ${name}`, async () => {
      const native = await losses('tensorflow', model);
      const wasm = await losses('wasm', model);
      assert.ok(native.at(-1)! < 0.9 * native[0]!, 'nothing was learnt');
      native.forEach((loss, index) => {
        const difference = Math.abs(loss - wasm[index]!);
        assert.ok(difference <= 1e-4, `step ${index + 1}: ${loss} and ${wasm[index]!}`);
      });
    });

  it('says where native TensorFlow was found', async () => {
    const { info } = await selectEngine({ preference: 'auto', wasmFolder, threads: 2 });
    assert.equal(info.name, 'tensorflow');
    assert.match(info.version, /^TensorFlow 2\./);
    assert.match(info.reason, /^Native TensorFlow 2\.[\d.]+ found in .*tfjs-node\.$/);
  });
});

/** Loss per token of each update; batches of two shapes take turns. */
async function losses(
  preference: 'tensorflow' | 'wasm',
  input: NonNullable<ConfigInput['model']>,
): Promise<number[]> {
  const engine = await selectEngine({ preference, wasmFolder, threads: 2 });
  const training = trainingConfig({ clip_grad_norm: 1 });
  const model = buildModel(modelConfig(input), {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
  engine.defineVariables(
    new Map([...initializeParameters(model.parameters, 1), ...initialSlots(model.parameters, training)]),
  );
  const batches = [7, 10].map((time, seed) => {
    const batch = randomBatch({ batchSize: 8, sourceTime: time, targetTime: time - 1, vocabularySize, seed });
    return { batch, step: engine.compile(makeTrainStep(model, training, batch)) };
  });
  const { tensors } = engine.memory();
  const result = Array.from({ length: updates }, (_, index) => {
    const { batch, step } = batches[index % batches.length]!;
    const feeds = trainFeeds(batch, training, {
      learningRate: 0.005,
      seed: 1,
      update: index + 1,
      apply: true,
    });
    return step.run(feeds).fetches['loss_sum']![0]! / batch.targetTokens;
  });
  assert.equal(engine.memory().tensors, tensors, 'tensors leaked');
  engine.dispose();
  return result;
}
