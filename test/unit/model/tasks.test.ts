import assert from 'node:assert/strict';
import type { ConfigInput, Task } from '../../../src/core/config/schema';
import type { Batch } from '../../../src/core/data/batch';
import { makeDecodeStep } from '../../../src/core/decode/decodeStep';
import { makeEncodeStep } from '../../../src/core/decode/encodeStep';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../../src/core/model/model';
import { summarizeModel } from '../../../src/core/model/summarizeModel';
import type { Engine } from '../../../src/core/step/engine';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { assertClose } from '../../support/fusedOp';
import { padBatch } from '../../support/batchLayout';
import { modelConfig, randomBatch, wasmEngine } from '../../support/seq2seqFixture';

const vocabularySize = 9;
const sizes = { sourceVocabularySize: vocabularySize, targetVocabularySize: vocabularySize };
const small = { hidden_size: 6, embeddings: { embedding_dim: 5 } };
const batch = randomBatch({ batchSize: 3, sourceTime: 5, targetTime: 5, vocabularySize, seed: 8 });

interface Built {
  readonly engine: Engine;
  readonly model: Seq2SeqModel;
}

async function build(task: Task, input: ConfigInput['model']): Promise<Built> {
  const engine = await wasmEngine();
  const model = buildModel(modelConfig(input), sizes, task);
  engine.defineVariables(initializeParameters(model.parameters, 3));
  return { engine, model };
}

function losses({ engine, model }: Built, of: Batch): Float32Array {
  const step = engine.compile(makeEvaluateStep(model, of));
  const found = step.run(batchFeeds(of)).fetches['token_loss'] as Float32Array;
  step.dispose();
  return found;
}

/** Losses of the reference, step by step: what decoding computes. */
function stepwiseLosses({ engine, model }: Built, of: Batch): Float32Array {
  const { batchSize: rows, sourceTime, targetTime } = of;
  const encode = engine.compile(makeEncodeStep(model, { sources: rows, rows, sourceTime }));
  const decode = engine.compile(
    makeDecodeStep(model, { rows, sourceTime, candidates: 'forced', attention: false, reorder: false }),
  );
  const { kept } = encode.run({ source_ids: of.sourceIds, source_lengths: of.sourceLengths });
  let tensors = { ...kept };
  const found = new Float32Array(rows * targetTime);
  for (let t = 0; t < targetTime; t++) {
    const at = (ids: Int32Array) => Int32Array.from({ length: rows }, (_, row) => ids[row * targetTime + t]!);
    const labels = at(of.targetOutputIds);
    const result = decode.run({
      previous_ids: at(of.targetInputIds),
      forced_positions: labels.map((id, row) => row * vocabularySize + id),
      ...tensors,
    });
    for (const name of Object.keys(result.kept)) tensors[name]?.dispose();
    tensors = { ...tensors, ...result.kept };
    for (let row = 0; row < rows; row++)
      if (t < of.targetLengths[row]!)
        found[row * targetTime + t] = -result.fetches['forced_log_probabilities']![row]!;
  }
  for (const tensor of Object.values(tensors)) tensor.dispose();
  encode.dispose();
  decode.dispose();
  return found;
}

/** The batch with the source token at one position of every row changed. */
function withOtherToken(of: Batch, position: number): Batch {
  const sourceIds = of.sourceIds.slice();
  for (let row = 0; row < of.batchSize; row++) {
    const place = row * of.sourceTime + position;
    sourceIds[place] = 4 + ((sourceIds[place]! - 3) % (vocabularySize - 4));
  }
  return { ...of, sourceIds };
}

/** As many target as source tokens in every row. */
const aligned: Batch = { ...batch, targetLengths: batch.sourceLengths };

describe('task "aligned"', () => {
  const models: Record<string, NonNullable<ConfigInput['model']>> = {
    'plain RNN': { encoder: { ...small, rnn_type: 'rnn' } },
    'two-layer bidirectional LSTM': { encoder: { ...small, num_layers: 2, bidirectional: true } },
    'GRU with a projection': { encoder: { ...small, rnn_type: 'gru', projection: 4 } },
  };
  for (const [name, model] of Object.entries(models))
    it(`decodes step by step what it learns under teacher forcing, without leaving tensors: ${name}`, async () => {
      const built = await build('aligned', model);
      const { tensors } = built.engine.memory();
      assertClose(stepwiseLosses(built, aligned), losses(built, aligned), 2e-6, 'losses');
      assert.equal(built.engine.memory().tensors, tensors, 'tensors leaked');
      built.engine.dispose();
    });

  it('writes a target token from the source up to there, and reads ahead only when bidirectional', async () => {
    for (const bidirectional of [false, true]) {
      const built = await build('aligned', { encoder: { ...small, bidirectional } });
      const before = losses(built, aligned);
      const after = losses(built, withOtherToken(aligned, 2));
      const changes = (t: number): boolean => before[t] !== after[t];
      assert.deepEqual([0, 1].map(changes), [bidirectional, bidirectional]);
      assert.deepEqual([2, 3, 4].map(changes), [true, true, true]);
      built.engine.dispose();
    }
  });

  it('does not mind padding, of source and target alike or not', async () => {
    const built = await build('aligned', { encoder: { ...small, num_layers: 2 } });
    const total = (of: Batch) => losses(built, of).reduce((sum, loss) => sum + loss, 0);
    for (const extra of [
      { source: 3, target: 0, rows: 0 },
      { source: 0, target: 2, rows: 1 },
      { source: 2, target: 2, rows: 1 },
    ])
      assertClose([total(padBatch(aligned, extra))], [total(aligned)], 1e-6);
    built.engine.dispose();
  });

  it('stays at the end symbol when it is asked beyond the end', async () => {
    const built = await build('aligned', { encoder: small });
    const short = {
      ...aligned,
      sourceLengths: Int32Array.of(3, 3, 3),
      targetLengths: Int32Array.of(5, 5, 5),
    };
    const sameLabel = { ...short, targetOutputIds: new Int32Array(15).fill(5) };
    const found = stepwiseLosses(built, sameLabel);
    assert.equal(found[3], found[2]);
    assert.equal(found[4], found[2]);
    built.engine.dispose();
  });

  it('has no decoder: neither parameters nor layers in the summary', () => {
    const config = modelConfig({ encoder: { ...small, num_layers: 2 } });
    const { parameters, parameterCount } = buildModel(config, sizes, 'aligned');
    assert.ok(parameters.every(({ name }) => !name.startsWith('decoder.')));
    assert.deepEqual(
      parameters.slice(-2).map(({ name, shape }) => `${name} [${shape.join(', ')}]`),
      ['output.kernel [6, 9]', 'output.bias [9]'],
    );
    const layers = summarizeModel(config, sizes, 'aligned');
    assert.deepEqual(
      layers.map(({ name }) => name),
      ['encoder.embeddings', 'encoder.layers.0', 'encoder.layers.1', 'output'],
    );
    assert.equal(
      layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
      parameterCount,
    );
  });
});

describe('task "language_model"', () => {
  const models: Record<string, NonNullable<ConfigInput['model']>> = {
    'two-layer LSTM': { decoder: { ...small, num_layers: 2 } },
    'GRU that shares embeddings and output': {
      tied_softmax: true,
      decoder: { ...small, rnn_type: 'gru', embeddings: { embedding_dim: 6 } },
    },
  };
  for (const [name, model] of Object.entries(models))
    it(`decodes step by step what it learns under teacher forcing, without leaving tensors: ${name}`, async () => {
      const built = await build('language_model', model);
      const { tensors } = built.engine.memory();
      assertClose(stepwiseLosses(built, batch), losses(built, batch), 2e-6, 'losses');
      assert.equal(built.engine.memory().tensors, tensors, 'tensors leaked');
      built.engine.dispose();
    });

  it('reads no source, not even its length', async () => {
    const built = await build('language_model', { decoder: small });
    const other = { ...withOtherToken(batch, 1), sourceLengths: Int32Array.of(0, 0, 0) };
    assert.deepEqual(losses(built, other), losses(built, batch));
    built.engine.dispose();
  });

  it('has no encoder: neither parameters nor layers in the summary', () => {
    const config = modelConfig({ decoder: { ...small, num_layers: 2 } });
    const { parameters, parameterCount } = buildModel(config, sizes, 'language_model');
    assert.ok(parameters.every(({ name }) => /^decoder\.(embeddings|layers|output)/.test(name)));
    const layers = summarizeModel(config, sizes, 'language_model');
    assert.deepEqual(
      layers.map(({ name }) => name),
      ['decoder.embeddings', 'decoder.layers.0', 'decoder.layers.1', 'decoder.output'],
    );
    assert.equal(
      layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
      parameterCount,
    );
  });
});
