import assert from 'node:assert/strict';
import { memory } from '@tensorflow/tfjs-core';
import { configSchema, type Config } from '../../../src/core/config/schema';
import { Decoder, type DecodeOutcome } from '../../../src/core/decode/decoder';
import { decodeOptions } from '../../../src/core/decode/decodeOptions';
import type { DecodeOptions } from '../../../src/core/decode/hypothesis';
import type { TrainingRun } from '../../../src/core/train/trainingRun';
import { collect, makeRun } from '../train/trainingFixture';

function sortingConfig(testing: object = {}): Config {
  const range = { generator: 'sorting' as const, min_length: 2, max_length: 5 };
  return configSchema.parse({
    data: {
      train: { ...range, size: 400 },
      dev: { ...range, size: 20 },
      src: { level: 'vector', vector_size: 1, max_length: 12 },
      trg: { level: 'pointer' },
    },
    model: {
      encoder: { hidden_size: 16, bidirectional: true, embeddings: { embedding_dim: 8 } },
      decoder: { hidden_size: 16, embeddings: { embedding_dim: 8 } },
    },
    training: { batch_size: 16, learning_rate: 0.02, updates: 100, validation_freq: 100 },
    testing,
  });
}

const textsOf = (outcome: DecodeOutcome | undefined): string[] => {
  assert.equal(outcome?.type, 'decoded');
  return outcome.result.hypotheses.map(({ text }) => text);
};
const messageOf = (outcome: DecodeOutcome | undefined): string => {
  assert.equal(outcome?.type, 'refused');
  return outcome.message;
};

describe('decoding with pointers', function () {
  this.timeout(120_000);
  let run: TrainingRun;
  let decoder: Decoder;
  let tensorsBefore = 0;
  const options: DecodeOptions = { ...decodeOptions(sortingConfig()), attention: true };
  const sources = ['0.3 0.1', '0.9 0.2 0.5', '0.4 0.1 0.8 0.6 0.2', '0.1', '0.5 0.5 0.5 0.5'];

  before(async () => {
    run = await makeRun(sortingConfig());
    tensorsBefore = memory().numTensors;
    await collect(run);
    decoder = new Decoder(run);
  });
  after(() => {
    decoder.dispose();
    run.engine.dispose();
    assert.equal(memory().numTensors, tensorsBefore);
  });

  it('never points beyond a source, also where there are fewer positions than hypotheses', () => {
    for (const change of [{}, { beamSize: 12, nBest: 12 }]) {
      const outcomes = decoder.decode(sources, { ...options, ...change });
      outcomes.forEach((outcome, index) => {
        const positions = sources[index]!.split(' ').length;
        for (const text of textsOf(outcome))
          for (const token of text.split(' ').filter((part) => part !== ''))
            assert.ok(Number(token) >= 1 && Number(token) <= positions, `${token} of ${positions}`);
      });
    }
  });

  it('finds with a beam of 1 what it finds greedily, and the same alone as together', () => {
    const greedy = decoder.decode(sources, options).map(textsOf);
    sources.forEach((source, index) => {
      assert.deepEqual(textsOf(decoder.decode([source], options)[0]), greedy[index]);
    });
  });

  it('tells as attention the probability of every position', () => {
    const [outcome] = decoder.decode(['0.9 0.2 0.5'], options);
    assert.equal(outcome?.type, 'decoded');
    const [hypothesis] = outcome.result.hypotheses;
    const { attention, tokens, tokenLogProbabilities } = hypothesis!;
    assert.deepEqual([attention?.rows, attention?.columns], [tokens.length, 3]);
    assert.deepEqual(outcome.result.sourceTokens, ['0.9', '0.2', '0.5']);
    tokens.forEach((token, step) => {
      const row = attention!.values.subarray(3 * step, 3 * step + 3);
      const chosen = Math.exp(tokenLogProbabilities[step]!);
      const sum = row.reduce((total, value) => total + value, 0);
      const seen = token === '</s>' ? 1 - sum : row[Number(token) - 1]!;
      assert.ok(Math.abs(seen - chosen) < 1e-5, `${token}: ${seen}, ${chosen}`);
    });
  });

  it('obeys a tour: every position once', () => {
    for (const change of [{}, { beamSize: 4, nBest: 4 }]) {
      const outcomes = decoder.decode(sources, { ...options, ...change, allowed: 'tour' });
      outcomes.forEach((outcome, index) => {
        const positions = sources[index]!.split(' ').map((_, place) => String(place + 1));
        for (const text of textsOf(outcome)) assert.deepEqual(text.split(' ').sort(), positions);
      });
    }
  });

  it('obeys a polygon: different positions, and the first again at the end', () => {
    for (const outcome of decoder.decode(sources.slice(1, 3), { ...options, allowed: 'polygon' }))
      for (const text of textsOf(outcome)) {
        const places = text.split(' ');
        assert.equal(places.at(-1), places[0]);
        assert.equal(new Set(places).size, places.length - 1);
      }
  });

  it('begins with a prefix, and refuses one that points at nothing', () => {
    assert.match(textsOf(decoder.decode(['0.9 0.2 0.5'], { ...options, prefix: '3 1' })[0])[0]!, /^3 1( |$)/);
    const [fits, not] = decoder.decode(['0.9 0.2 0.5', '0.9 0.2'], { ...options, prefix: '3' });
    assert.equal(fits?.type, 'decoded');
    assert.match(messageOf(not), /prefix says "3".*positions 1 to 2/);
    assert.match(messageOf(decoder.decode(['0.9'], { ...options, prefix: 'x' })[0]), /prefix says "x"/);
  });

  it('refuses what are no vectors, and too many of them', () => {
    const [good, bad, long] = decoder.decode(['0.9 0.2', '0.9 a', '1 '.repeat(13)], options);
    assert.equal(good?.type, 'decoded');
    assert.match(messageOf(bad), /must be vectors of 1 number.*"a" is none/);
    assert.match(messageOf(long), /13 vectors.*at most 12/);
  });

  it('finds a target improbable that points beyond its source', () => {
    const [right, beyond] = decoder.score(
      [
        { source: '0.9 0.2', target: '2 1' },
        { source: '0.9 0.2', target: '2 7' },
      ],
      { attention: false },
    );
    assert.ok(right?.type === 'scored' && right.result.logProbability > -20);
    assert.ok(beyond?.type === 'scored' && beyond.result.logProbability < -1e6);
  });
});
