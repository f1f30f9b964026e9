import assert from 'node:assert/strict';
import type { ConfigInput } from '../../src/core/config/schema';
import type { Batch } from '../../src/core/data/batch';
import type { PictureFormat } from '../../src/core/image/picture';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { inkVocabularySize, randomDrawnBatch, randomPictureBatch } from '../support/pictureBatch';
import { modelConfig, randomBatch, trainingConfig, wasmFolder } from '../support/seq2seqFixture';

const vocabularySize = 20;
const sizes = { sourceVocabularySize: vocabularySize, targetVocabularySize: vocabularySize };
const updates = 50;
const small = { hidden_size: 24, dropout: 0.2, embeddings: { embedding_dim: 16 } };
/** Models of tokens. */
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

const picture: PictureFormat = { height: 8, width: 6, channels: 3 };
const pixels = 12;

/** Models of pictures. */
const problems: Record<string, () => Problem> = {
  ...Object.fromEntries(
    Object.entries(models).map(([name, model]): [string, () => Problem] => [name, () => tokenProblem(model)]),
  ),
  'captions of pictures, with attention over regions': () => ({
    model: buildModel(
      modelConfig({
        encoder: { type: 'image', conv: [{ channels: 6, pool_size: 2 }, { channels: 8 }], dropout: 0.2 },
        decoder: { ...small, attention: 'bahdanau' },
      }),
      { ...sizes, picture, sourceFeatureSize: picture.width * picture.channels },
    ),
    batches: [5, 7].map((targetTime, seed) =>
      randomPictureBatch({ batchSize: 8, targetTime, vocabularySize, picture, seed }),
    ),
  }),
  'glimpses at a picture, and a canvas': () => ({
    model: buildModel(
      modelConfig({
        encoder: { type: 'image', conv: [{ channels: 2, kernel_size: 2, stride: 2 }] },
        decoder: {
          ...{ type: 'draw', hidden_size: 12, attention: { type: 'glimpse', patch_size: 2 } },
          draw: { image_size: [3, 4], steps: 3, patch_size: 2 },
        },
      }),
      {
        ...{ ...sizes, targetVocabularySize: inkVocabularySize },
        ...{ picture, sourceFeatureSize: picture.width * picture.channels },
      },
    ),
    batches: [drawn({ source: picture })],
  }),
  'a spatial LSTM': () => ({
    model: buildModel(
      modelConfig({
        lstm_forget_gate: 0,
        decoder: { hidden_size: 12, row_length: 4, embeddings: { embedding_dim: 8 } },
      }),
      { ...sizes, targetVocabularySize: inkVocabularySize },
      'language_model',
    ),
    batches: [drawn({})],
  }),
};

describe('native TensorFlow and WebAssembly', function () {
  this.timeout(120_000);

  for (const [name, problem] of Object.entries(problems))
    it(`train alike, losses equal to 1e-4 over ${updates} steps: ${name}`, async () => {
      const native = await losses('tensorflow', problem());
      const wasm = await losses('wasm', problem());
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

interface Problem {
  readonly model: Seq2SeqModel;
  /** They take turns. */
  readonly batches: readonly Batch[];
}

function tokenProblem(input: NonNullable<ConfigInput['model']>): Problem {
  return {
    model: buildModel(modelConfig(input), sizes),
    batches: [7, 10].map((time, seed) =>
      randomBatch({ batchSize: 8, sourceTime: time, targetTime: time - 1, vocabularySize, seed }),
    ),
  };
}

function drawn(size: { readonly source?: PictureFormat }): Batch {
  return randomDrawnBatch({ batchSize: 8, pixels, sourceVocabularySize: vocabularySize, seed: 1, ...size });
}

/** Loss per token of each update. */
async function losses(
  preference: 'tensorflow' | 'wasm',
  { model, batches: all }: Problem,
): Promise<number[]> {
  const engine = await selectEngine({ preference, wasmFolder, threads: 2 });
  const training = trainingConfig({ clip_grad_norm: 1 });
  engine.defineVariables(
    new Map([...initializeParameters(model.parameters, 1), ...initialSlots(model.parameters, training)]),
  );
  const batches = all.map((batch) => ({
    batch,
    step: engine.compile(makeTrainStep(model, training, batch)),
  }));
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
