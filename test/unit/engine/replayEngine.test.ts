import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import { makeDecodeStep } from '../../../src/core/decode/decodeStep';
import { makeEncodeStep } from '../../../src/core/decode/encodeStep';
import type { Engine, EngineTensor, Feed, RunResult } from '../../../src/core/step/engine';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { EagerEngine } from '../../../src/engine/eagerEngine';
import { ReplayEngine } from '../../../src/engine/wasm/replayEngine';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { randomBatch, wasmEngine } from '../../support/seq2seqFixture';
import { describeEngine } from './describeEngine';

describeEngine('ReplayEngine', wasmEngine);

const size = { hidden_size: 6, embeddings: { embedding_dim: 5 } };
const models: Record<string, NonNullable<ConfigInput['model']>> = {
  ...representativeModels,
  'LSTM with Luong attention': { encoder: size, decoder: { ...size, attention: 'luong' } },
  'LSTM with Luong attention and input feeding': {
    encoder: { ...size, dropout: 0.3 },
    decoder: { ...size, dropout: 0.3, hidden_dropout: 0.2, attention: 'luong', input_feeding: true },
  },
  'bidirectional two-layer GRU with Bahdanau attention and dropout': {
    encoder: { ...size, dropout: 0.3, rnn_type: 'gru', bidirectional: true, num_layers: 2 },
    decoder: {
      ...size,
      dropout: 0.3,
      hidden_dropout: 0.2,
      rnn_type: 'gru',
      num_layers: 2,
      attention: 'bahdanau',
    },
  },
};
const batch = randomBatch({ batchSize: 4, sourceTime: 5, targetTime: 4, vocabularySize, seed: 2 });

describe('a replayed step', () => {
  for (const [name, model] of Object.entries(models))
    it(`gives the bits of an eager one: ${name}`, async () => {
      const {
        engine: created,
        model: built,
        training,
        initial,
      } = await makeModel(model, { clip_grad_norm: 1 });
      created.dispose();
      const replay = new ReplayEngine(created.info, { optimize: { sumOfMatMuls: false } });
      const fast = new ReplayEngine(created.info);
      const eager = new EagerEngine(created.info, 'wasm');
      const engines = [eager, replay, fast] as const;
      for (const engine of engines) engine.defineVariables(initial);

      const steps = engines.map((engine) => engine.compile(makeTrainStep(built, training, batch)));
      for (let update = 1; update <= 3; update++) {
        const feeds = trainFeeds(batch, training, { learningRate: 0.02, seed: 7, update, apply: true });
        const [expected, exact, close] = steps.map((step) => step.run(feeds).fetches);
        assert.deepEqual(exact, expected);
        assertClose(close!['loss_sum']!, expected!['loss_sum']!, 1e-5);
      }
      assert.deepEqual(replay.readVariables(), eager.readVariables());

      const evaluate = (engine: Engine) =>
        engine.compile(makeEvaluateStep(built, batch)).run(batchFeeds(batch)).fetches;
      assert.deepEqual(evaluate(replay), evaluate(eager));
      const decode = (engine: Engine) => decodeTwice(engine, built);
      assert.deepEqual(decode(replay), decode(eager));
      for (const engine of engines) engine.dispose();
    });

  it('draws other dropout masks at every step, and the same at the same', async () => {
    const dropping = models['LSTM with Luong attention and input feeding']!;
    const { engine, model, training } = await makeModel(dropping);
    const step = engine.compile(makeTrainStep(model, training, batch));
    const loss = (update: number) =>
      step.run(trainFeeds(batch, training, { learningRate: 0.02, seed: 7, update, apply: false })).fetches[
        'loss_sum'
      ]![0];
    assert.notEqual(loss(1), loss(2));
    assert.equal(loss(1), loss(1));
    engine.dispose();
  });
});

/** Encodes the batch and takes two decoder steps; everything that is fetched on the way. */
function decodeTwice(engine: Engine, model: Parameters<typeof makeDecodeStep>[0]): RunResult['fetches'][] {
  const { batchSize: sources, sourceTime } = batch;
  const rows = 2 * sources;
  const encode = engine.compile(makeEncodeStep(model, { sources, rows, sourceTime }));
  const encoded = encode.run({
    source_ids: batch.sourceIds,
    source_lengths: batch.sourceLengths,
    rows: Int32Array.from({ length: rows }, (_, row) => row >> 1),
  }).kept;
  const decode = engine.compile(
    makeDecodeStep(model, { rows, sourceTime, candidates: 3, attention: true, reorder: true }),
  );
  const disposed: EngineTensor[] = Object.values(encoded);
  const results: RunResult['fetches'][] = [];
  let feeds: Record<string, Feed> = encoded;
  for (const id of [2, 5]) {
    const { fetches, kept } = decode.run({
      ...feeds,
      previous_ids: new Int32Array(rows).fill(id),
      parents: Int32Array.from({ length: rows }, (_, row) => row ^ 1),
    });
    results.push(fetches);
    disposed.push(...Object.values(kept));
    feeds = { ...feeds, ...kept };
  }
  for (const tensor of disposed) tensor.dispose();
  return results;
}
