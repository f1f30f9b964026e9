import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import type { Batch } from '../../../src/core/data/batch';
import { nameHash } from '../../../src/core/model/nameHash';
import { statelessUniformValues } from '../../../src/core/ops/statelessUniform';
import type { Step } from '../../../src/core/step/step';
import { batchFeeds, batchSpecs, batchTensors, sliceBatch } from '../../../src/core/model/batchSpecs';
import { readProbability, sampledInputs } from '../../../src/core/train/scheduledSampling';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { makeModel, representativeModels, vocabularySize, type BuiltModel } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { inShards } from '../../support/inShards';
import { randomBatch, trainingConfig } from '../../support/seq2seqFixture';
import { collect, lastOf, makeRun, ofType, tinyConfig, type TrainingInput } from './trainingFixture';

const sizes = { batchSize: 40, sourceTime: 4, targetTime: 6 };
const batch = randomBatch({ ...sizes, vocabularySize, seed: 3 });
const seed = 7;
const update = 5;

/** What the decoder reads, and its logits for that. */
function samplingStep({ model }: BuiltModel, first: number, end: number): Step {
  return {
    name: 'sample',
    feeds: {
      ...batchSpecs(sizes),
      step_key: { shape: [2], dtype: 'int32' },
      read_probability: { shape: [], dtype: 'float32' },
    },
    body: (variables, feeds) => {
      const some = batchTensors(sliceBatch(feeds, { first, end }));
      const draws = { key: feeds['step_key'] as never, firstRow: first };
      const ids = sampledInputs(model, variables, some, feeds['read_probability']!, draws);
      const { encoded, state } = model.encode(variables, some.source);
      return { fetches: { ids, logits: model.decodeTeacherForced(variables, encoded, state, ids) } };
    },
  };
}

function sample(built: BuiltModel, probability: number, first = 0, end = sizes.batchSize) {
  const { fetches } = built.engine.compile(samplingStep(built, first, end)).run({
    ...batchFeeds(batch),
    step_key: Int32Array.of(seed, update),
    read_probability: Float32Array.of(probability),
  });
  return { ids: fetches['ids'] as Int32Array, logits: fetches['logits'] as Float32Array };
}

/** The same from the logits, position by position, in double precision. */
function expectedIds(logits: Float32Array, probability: number): { ids: number[]; read: number } {
  const { batchSize: rows, targetTime: time } = sizes;
  const uniform = (name: string) =>
    statelessUniformValues(seed, update, { site: nameHash(name), time, rows, units: 1 });
  const flips = uniform('scheduled_sampling.read');
  const draws = uniform('scheduled_sampling.draw');
  let read = 0;
  const ids = Array.from({ length: rows * time }, (_, position) => {
    const [row, t] = [Math.floor(position / time), position % time];
    if (t === 0) return batch.targetInputIds[position]!;
    if (flips[t * rows + row]! < probability) {
      read++;
      return batch.targetInputIds[position]!;
    }
    const before = logits.subarray((position - 1) * vocabularySize, position * vocabularySize);
    const weights = Array.from(before, Math.exp);
    let left = draws[(t - 1) * rows + row]! * weights.reduce((sum, weight) => sum + weight, 0);
    return weights.findIndex((weight) => (left -= weight) < 0);
  });
  return { ids, read: read / (rows * (time - 1)) };
}

describe('the probability of reading the reference', () => {
  const at = (training: TrainingInput, ...updates: number[]) =>
    updates.map((count) => readProbability(trainingConfig(training), count));

  it('follows its schedule', () => {
    assert.deepEqual(at({}, 0, 1e6), [1, 1]);
    const constant = {
      scheduled_sampling_type: 'constant',
      scheduled_sampling_read_probability: 0.7,
    } as const;
    assert.deepEqual(at(constant, 0, 1e6), [0.7, 0.7]);
    const linear = { scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.25 } as const;
    assert.deepEqual(at(linear, 0, 1, 3, 9), [1, 0.75, 0.25, 0]);
    assert.deepEqual(at({ ...linear, scheduled_sampling_read_probability: 0.5 }, 0, 1, 9), [0.5, 0.25, 0]);
    const exponential = { scheduled_sampling_type: 'exponential', scheduled_sampling_k: 0.5 } as const;
    assert.deepEqual(at(exponential, 0, 1, 3), [1, 0.5, 0.125]);
    const sigmoid = { scheduled_sampling_type: 'inverse_sigmoid', scheduled_sampling_k: 10 } as const;
    assert.deepEqual(at(sigmoid, 0, 10), [10 / 11, 10 / (10 + Math.E)]);
  });
});

describe('scheduled sampling', () => {
  const models = Object.entries(representativeModels);
  for (const [name, model] of models)
    it(`reads the reference or what the decoder predicts after what it read before: ${name}`, async () => {
      const built = await makeModel(model);
      const tensors = built.engine.memory().tensors;
      const { ids, logits } = sample(built, 0.4);
      const expected = expectedIds(logits, 0.4);
      assert.deepEqual([...ids], expected.ids);
      assert.ok(expected.read > 0.3 && expected.read < 0.5, `${expected.read}`);
      assert.ok(built.engine.memory().tensors < tensors + 20);
      // A part of the rows draws what the whole batch does.
      const some = sample(built, 0.4, 13, 29).ids;
      assert.deepEqual(some, ids.slice(13 * sizes.targetTime, 29 * sizes.targetTime));
      built.engine.dispose();
    });

  it('draws as often as the decoder predicts', async () => {
    const built = await makeModel(models[0]![1]);
    const { ids, logits } = sample(built, 0);
    let [drawn, predicted] = [0, 0];
    for (let row = 0; row < sizes.batchSize; row++)
      for (let t = 1; t < sizes.targetTime; t++) {
        const position = row * sizes.targetTime + t;
        const before = logits.subarray((position - 1) * vocabularySize, position * vocabularySize);
        const weights = Array.from(before, Math.exp);
        predicted += weights[4]! / weights.reduce((sum, weight) => sum + weight, 0);
        if (ids[position] === 4) drawn++;
      }
    // Three standard deviations of a binomial count.
    assert.ok(Math.abs(drawn - predicted) < 3 * Math.sqrt(predicted), `${drawn}, expected ${predicted}`);
    built.engine.dispose();
  });

  const dropping = { ...representativeModels['two-layer LSTM with general attention']! };
  const model: NonNullable<ConfigInput['model']> = {
    ...dropping,
    decoder: { ...dropping.decoder, dropout: 0.3 },
  };
  const sampling = {
    scheduled_sampling_type: 'constant',
    scheduled_sampling_read_probability: 0.5,
  } as const;
  const train = (built: BuiltModel, one: Batch, change: (step: Step) => Step = (step) => step) => {
    built.engine.writeVariables(built.initial);
    const step = change(makeTrainStep(built.model, built.training, one));
    const feeds = trainFeeds(one, built.training, { learningRate: 0.01, seed, update, apply: true });
    const { fetches } = built.engine.compile(step).run(feeds);
    return { fetches, variables: built.engine.readVariables() };
  };

  it('trains as teacher forcing with those inputs does, and as teacher forcing with probability 1', async () => {
    const [sampled, forced, always] = await Promise.all([
      makeModel(model, sampling),
      makeModel(model),
      makeModel(model, { ...sampling, scheduled_sampling_read_probability: 1 }),
    ]);
    const targetInputIds = sample(sampled, 0.5).ids;
    assert.notDeepEqual(targetInputIds, batch.targetInputIds);
    assert.deepEqual(train(sampled, batch), train(forced, { ...batch, targetInputIds }));
    assert.deepEqual(train(always, batch), train(forced, batch));
    for (const { engine } of [sampled, forced, always]) engine.dispose();
  });

  it('is the same in shards', async () => {
    const built = await makeModel(model, sampling);
    const whole = train(built, batch);
    const parts = train(built, batch, (step) => inShards(step, 3));
    for (const [name, values] of Object.entries(whole.fetches))
      assertClose(parts.fetches[name]!, values, 1e-6, name);
    built.engine.dispose();
  });

  it('trains, with groups of batches too', async () => {
    for (const batch_multiplier of [1, 2]) {
      const run = await makeRun(
        tinyConfig({
          updates: 60,
          logging_freq: 30,
          validation_freq: 60,
          learning_rate: 0.03,
          batch_multiplier,
          scheduled_sampling_type: 'linear',
          scheduled_sampling_k: 0.02,
        }),
      );
      const events = await collect(run);
      run.engine.dispose();
      const losses = ofType(events, 'metrics').map(({ point }) => point.loss);
      assert.equal(lastOf(events, 'finished').reason, 'updates');
      assert.ok(losses.at(-1)! < losses[0]!, losses.join(' '));
    }
  });
});
