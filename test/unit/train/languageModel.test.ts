import assert from 'node:assert/strict';
import { Decoder } from '../../../src/core/decode/decoder';
import { decodeOptions } from '../../../src/core/decode/decodeOptions';
import { collect, lastOf, makeRun, ofType, tinyConfig } from './trainingFixture';

const line = 'the cat sat on the mat and the dog sat on the log. ';
const files = { 'train.txt': line.repeat(12), 'dev.txt': line.repeat(2) };
const config = tinyConfig(
  { updates: 150, validation_freq: 75, print_valid_sents: 2, learning_rate: 0.02, batch_size: 4 },
  {
    task: 'language_model',
    data: { train: 'train.txt', dev: 'dev.txt', trg: { max_length: 30 } },
    model: { decoder: { rnn_type: 'gru', hidden_size: 32, embeddings: { embedding_dim: 12 } } },
  },
);

describe('training a language model', () => {
  it('measures perplexity, keeps the checkpoint of the least loss, and shows how texts go on', async () => {
    const run = await makeRun(config, {}, files);
    const events = await collect(run);
    const { point, samples, attention } = lastOf(events, 'validation');
    assert.ok(point.loss < 1, `${point.loss}`);
    assert.ok(Math.abs(point.perplexity - Math.exp(point.loss)) < 1e-9);
    assert.equal(ofType(events, 'checkpoint').at(-1)?.checkpoint.loop.best?.metric, 'loss');
    assert.deepEqual(attention, []);
    assert.equal(samples.length, 2);
    for (const { source, reference, hypothesisTokens } of samples) {
      assert.equal(source.length, 15);
      assert.ok(files['dev.txt'].includes(source + reference));
      assert.ok(hypothesisTokens.length > 0 && hypothesisTokens.length <= 15);
    }
    run.engine.dispose();
  });

  it('continues what it is given when it decodes, also nothing', async () => {
    const run = await makeRun(config, {}, files);
    await collect(run);
    const decoder = new Decoder({ engine: run.engine, model: run.model, codecs: run.codecs, config });
    const { tensors } = run.engine.memory();
    const options = { ...decodeOptions(config), maxOutputLength: 6 };
    const outcomes = decoder.decode(['the cat s', '', 'on X'], options);
    const results = outcomes.map((outcome) => {
      assert.ok(outcome.type === 'decoded');
      return outcome.result;
    });
    assert.deepEqual(
      results.map(({ hypotheses }) => hypotheses[0]?.text.length),
      ['the cat s'.length + 6, 6, 'on X'.length + 6],
    );
    assert.equal(results.at(0)?.hypotheses[0]?.text, 'the cat sat on ');
    assert.ok(results.every(({ source, hypotheses }) => hypotheses[0]?.text.startsWith(source) === true));
    assert.deepEqual(results.at(2)?.unknownTokens, ['X']);
    assert.deepEqual(results.at(0)?.sourceTokens, []);
    assert.equal(run.engine.memory().tensors, tensors, 'tensors leaked');
    decoder.dispose();
    run.engine.dispose();
  });
});

describe('training an aligned model', () => {
  it('learns to add column by column, and decodes targets as long as their sources', async () => {
    const addition = { generator: 'aligned_addition' as const, min_length: 1, max_length: 2 };
    const aligned = tinyConfig(
      { updates: 300, validation_freq: 300, learning_rate: 0.02, batch_size: 32 },
      {
        task: 'aligned',
        data: {
          train: { ...addition, size: 2000 },
          dev: { ...addition, size: 50 },
          src: { level: 'word' },
          trg: { level: 'word' },
        },
        model: { encoder: { rnn_type: 'gru', hidden_size: 32, embeddings: { embedding_dim: 16 } } },
      },
    );
    const run = await makeRun(aligned);
    const { point, samples } = lastOf(await collect(run), 'validation');
    assert.ok(point.tokenAccuracy > 0.85, `${point.tokenAccuracy}`);
    for (const { sourceTokens, hypothesisTokens } of samples)
      assert.equal(hypothesisTokens.length, sourceTokens.length);
    run.engine.dispose();
  });
});
