import assert from 'node:assert/strict';
import type { Batch } from '../../../src/core/data/batch';
import { zeroFeeds } from '../../../src/core/step/zeroFeeds';
import {
  gradientFeeds,
  groupDivisor,
  makeApplyStep,
  makeGradientStep,
} from '../../../src/core/train/accumulatedSteps';
import { updateFeeds } from '../../../src/core/train/parameterUpdate';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { makeModel, representativeModels, vocabularySize, type BuiltModel } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { inShards } from '../../support/inShards';
import { randomBatch } from '../../support/seq2seqFixture';
import { collect, lastOf, makeRun, ofType, tinyConfig, type TrainingInput } from './trainingFixture';

const whole = randomBatch({ batchSize: 64, sourceTime: 5, targetTime: 4, vocabularySize, seed: 5 });
/** Four batches of sixteen. */
const parts = [0, 16, 32, 48].map((first) => rowsOf(whole, first, first + 16));

function rowsOf(batch: Batch, first: number, end: number): Batch {
  const rows = (values: Int32Array, width: number) => values.slice(first * width, end * width);
  const targetLengths = rows(batch.targetLengths, 1);
  return {
    ...batch,
    batchSize: end - first,
    sourceIds: rows(batch.sourceIds, batch.sourceTime),
    sourceLengths: rows(batch.sourceLengths, 1),
    targetInputIds: rows(batch.targetInputIds, batch.targetTime),
    targetOutputIds: rows(batch.targetOutputIds, batch.targetTime),
    targetLengths,
    rows: rows(batch.rows, 1),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}

const plain = representativeModels['two-layer LSTM with general attention']!;

function addUp({ engine, model, training }: BuiltModel, batches: readonly Batch[], draw = 1): number {
  const divisor = groupDivisor(training.normalization, batches);
  return batches
    .map((batch, index) =>
      engine
        .compile(makeGradientStep(model, training, batch))
        .run(gradientFeeds(batch, { seed: 7, draw: draw + index, divisor })),
    )
    .reduce((sum, { fetches }) => sum + fetches['loss_sum']![0]!, 0);
}

function apply({ engine, model, training }: BuiltModel, update: number, applied = true) {
  const { fetches } = engine
    .compile(makeApplyStep(model, training))
    .run(updateFeeds(training, { learningRate: 0.05, update, apply: applied }));
  return { norm: fetches['gradient_norm']![0]!, applied: fetches['applied']![0] === 1 };
}

const withoutAccumulators = ({ engine }: BuiltModel) =>
  new Map([...engine.readVariables()].filter(([name]) => !name.startsWith('accumulated.')));

describe('gradients summed over several batches', () => {
  const rules: readonly TrainingInput[] = [
    { optimizer: 'sgd', normalization: 'tokens', clip_grad_norm: 0.2 },
    { optimizer: 'sgd', normalization: 'batch', momentum: 0.9, clip_grad_val: 0.01 },
    { optimizer: 'sgd', normalization: 'none', learning_rate: 0.001 },
    { optimizer: 'adadelta', moving_average_decay: 0.5, label_smoothing: 0.2 },
  ];
  for (const training of rules)
    it(`of 4 × 16 pairs make the update of 64 to 1e-6: ${JSON.stringify(training)}`, async () => {
      const [once, summed] = await Promise.all([
        makeModel(plain, training),
        makeModel(plain, { ...training, batch_multiplier: 4 }),
      ]);
      const step = once.engine.compile(makeTrainStep(once.model, once.training, whole));
      for (let update = 1; update <= 3; update++) {
        const { fetches } = step.run(
          trainFeeds(whole, once.training, { learningRate: 0.05, seed: 7, update, apply: true }),
        );
        const lossSum = addUp(summed, parts);
        const { norm, applied } = apply(summed, update);
        assert.equal(applied, true);
        assertClose([lossSum], fetches['loss_sum']!, 1e-6, 'loss');
        assertClose([norm], fetches['gradient_norm']!, 1e-6, 'norm');
      }
      const expected = once.engine.readVariables();
      const found = withoutAccumulators(summed);
      assert.deepEqual([...found.keys()], [...expected.keys()]);
      for (const [name, { values }] of expected)
        assertClose(found.get(name)!.values, values, 1e-6, name, 1e-7);
      once.engine.dispose();
      summed.engine.dispose();
    });

  it('are the same in shards', async () => {
    const built = await makeModel(plain, { batch_multiplier: 2 });
    const step = makeGradientStep(built.model, built.training, whole);
    const feeds = gradientFeeds(whole, { seed: 1, draw: 1, divisor: 99 });
    built.engine.compile(step).run(feeds);
    const expected = built.engine.readVariables();
    for (const count of [1, 3]) {
      built.engine.writeVariables(built.initial);
      built.engine.compile(inShards(step, count)).run(feeds);
      for (const [name, { values }] of built.engine.readVariables())
        assertClose(values, expected.get(name)!.values, 3e-6, `${count} shards: ${name}`, 1e-7);
    }
    built.engine.dispose();
  });

  it('are all zero again after an update, and cost no tensors', async () => {
    const built = await makeModel(plain, { batch_multiplier: 4 });
    const gradients = built.engine.compile(makeGradientStep(built.model, built.training, whole));
    const update = built.engine.compile(makeApplyStep(built.model, built.training));
    const cycle = (number: number) => {
      for (const draw of [1, 2]) gradients.run(gradientFeeds(whole, { seed: 1, draw, divisor: 100 }));
      update.run(updateFeeds(built.training, { learningRate: 0.05, update: number, apply: true }));
      return built.engine.memory();
    };
    const before = cycle(1);
    assert.deepEqual([2, 3, 4].map(cycle), [before, before, before]);
    gradients.dispose();
    update.dispose();
    for (const [name, { values }] of built.engine.readVariables())
      if (name.startsWith('accumulated.'))
        assert.ok(
          values.every((value) => value === 0),
          name,
        );
    built.engine.dispose();
  });

  it('that are not finite are left out, and do not spoil the next update', async () => {
    const built = await makeModel(plain, { batch_multiplier: 2 });
    const name = 'decoder.output.bias';
    const bias = built.initial.get(name)!;
    const broken = { shape: bias.shape, values: new Float32Array(bias.values.length).fill(NaN) };
    addUp(built, parts.slice(0, 1));
    built.engine.writeVariables(new Map([[name, broken]]));
    addUp(built, parts.slice(1, 2));
    built.engine.writeVariables(new Map([[name, bias]]));
    assert.equal(apply(built, 1).applied, false);
    assert.deepEqual(built.engine.readVariables(), built.initial);
    addUp(built, parts);
    assert.equal(apply(built, 2).applied, true);
    built.engine.dispose();
  });

  it('of a run without effect are zero', async () => {
    const built = await makeModel(plain, { batch_multiplier: 2, moving_average_decay: 0.9 });
    for (const step of [
      makeGradientStep(built.model, built.training, whole),
      makeApplyStep(built.model, built.training),
    ])
      built.engine.compile(step).run(zeroFeeds(step.feeds));
    assert.deepEqual(built.engine.readVariables(), built.initial);
    built.engine.dispose();
  });

  it('draw other dropout masks for every batch of a group', async () => {
    const built = await makeModel(
      { ...plain, decoder: { ...plain.decoder, dropout: 0.4 } },
      { batch_multiplier: 2 },
    );
    const [first, second] = [1, 2].map((draw) => addUp(built, parts.slice(0, 1), draw));
    assert.notEqual(first, second);
    built.engine.dispose();
  });
});

describe('a training with batch_multiplier', () => {
  it('counts updates as steps, ends groups with epochs, and stores no sums', async () => {
    const run = await makeRun(
      tinyConfig({ epochs: 2, batch_multiplier: 3, logging_freq: 1, validation_freq: 100 }),
    );
    const events = await collect(run);
    run.engine.dispose();
    const started = lastOf(events, 'started');
    const points = ofType(events, 'metrics').map(({ point }) => point);
    assert.equal(started.totalSteps, 2 * started.stepsPerEpoch);
    assert.equal(points.length, started.totalSteps);
    // Groups of three batches, the last of an epoch smaller: so the second epoch begins with a whole step.
    assert.equal(points[started.stepsPerEpoch - 1]!.epoch, 1);
    assert.equal(lastOf(events, 'finished').epoch, 2);
    assert.equal(new Set(points.map(({ tensors }) => tensors)).size, 1);
    const { optimizer } = lastOf(events, 'checkpoint').checkpoint;
    assert.ok([...optimizer.keys()].every((name) => name.startsWith('adam.')));
  });
});
