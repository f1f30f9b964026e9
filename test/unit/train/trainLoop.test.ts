import assert from 'node:assert/strict';
import { memory } from '@tensorflow/tfjs-core';
import type { MetricName } from '../../../src/core/config/schema';
import type { TrainEvent } from '../../../src/core/train/events';
import { maxSkippedSteps } from '../../../src/core/train/trainLoop';
import { collect, lastOf, makeRun, ofType, tinyConfig, withFetches } from './trainingFixture';

const stepsOf = (points: readonly { readonly point: { readonly step: number } }[]): number[] =>
  points.map(({ point }) => point.step);

describe('train', () => {
  it('tells of the first step at once, then of every logging_freq-th, and validates as configured', async () => {
    const run = await makeRun(
      tinyConfig({
        updates: 13,
        logging_freq: 5,
        validation_freq: 6,
        print_valid_sents: 3,
        max_valid_sents: 10,
      }),
    );
    const events = await collect(run);
    run.engine.dispose();
    assert.deepEqual(stepsOf(ofType(events, 'metrics')), [1, 5, 10, 13]);
    assert.deepEqual(stepsOf(ofType(events, 'validation')), [6, 12, 13]);
    assert.deepEqual(
      ofType(events, 'checkpoint').map(({ checkpoint }) => checkpoint.loop.step),
      [6, 12, 13],
    );
    const end = lastOf(events, 'finished');
    assert.deepEqual([end.reason, end.step, end.message], ['updates', 13, undefined]);
    const started = events[0]!;
    assert.ok(started.type === 'started');
    assert.equal(started.totalSteps, 13);
    assert.equal(end.epoch, 13 / started.stepsPerEpoch);
    assert.equal(started.parameterCount, run.model.parameterCount);
    const validation = lastOf(events, 'validation');
    assert.equal(validation.samples.length, 3);
    assert.equal(validation.point.pairs, 10);
    assert.ok(validation.point.loss > 0);
    assert.ok(Math.abs(validation.point.perplexity - Math.exp(validation.point.loss)) < 1e-9);
    assert.equal(events.at(-1)?.type, 'finished');
  });

  it('shows the same probes every time, with attention rows that sum to one', async () => {
    const run = await makeRun(tinyConfig({ updates: 4, validation_freq: 2, print_valid_sents: 4 }));
    const events = await collect(run);
    run.engine.dispose();
    const [first, second] = ofType(events, 'validation');
    assert.deepEqual(
      first?.samples.map(({ source }) => source),
      second?.samples.map(({ source }) => source),
    );
    for (const { samples, attention } of [first!, second!]) {
      assert.equal(attention.length, 4);
      samples.forEach((sample, index) => {
        const map = attention[index]!;
        assert.equal(sample.index, index);
        assert.equal(sample.reference, sample.source);
        assert.deepEqual(sample.sourceTokens, [...Array.from(sample.source), '</s>']);
        assert.equal(map.columns, sample.sourceTokens.length);
        assert.equal(map.rows, sample.hypothesisTokens.length);
        assert.equal(sample.correct, sample.hypothesis === sample.reference);
        for (let row = 0; row < map.rows; row++) {
          const sum = map.values
            .subarray(row * map.columns, (row + 1) * map.columns)
            .reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-5);
        }
      });
    }
  });

  it('learns to copy', async () => {
    const run = await makeRun(
      tinyConfig({ updates: 150, validation_freq: 150, learning_rate: 0.03, logging_freq: 75 }),
    );
    const events = await collect(run);
    run.engine.dispose();
    const [first, , last] = ofType(events, 'metrics').map(({ point }) => point);
    assert.ok(last!.loss < first!.loss / 2, `${first!.loss} → ${last!.loss}`);
    const { point } = lastOf(events, 'validation');
    assert.ok(point.tokenAccuracy > 0.6, `token accuracy ${point.tokenAccuracy}`);
  });

  it('keeps the number of tensors constant and gives all back', async () => {
    const run = await makeRun(tinyConfig({ updates: 40, logging_freq: 1, validation_freq: 10 }));
    const before = memory().numTensors;
    const points = ofType(await collect(run), 'metrics').map(({ point }) => point.tensors);
    assert.equal(points.length, 40);
    assert.equal(new Set(points).size, 1, `tensors: ${[...new Set(points)].join()}`);
    run.engine.dispose();
    assert.equal(memory().numTensors, before);
  });

  it('ends after 10 epochs when the config sets no limit, and after the nearer of two', async () => {
    const run = await makeRun(tinyConfig({ validation_freq: 1000, logging_freq: 1000, batch_size: 50 }));
    const unlimited = lastOf(await collect(run), 'finished');
    assert.deepEqual([unlimited.reason, unlimited.epoch], ['epochs', 10]);
    const both = { ...run, config: tinyConfig({ updates: 3, epochs: 4, batch_size: 50 }) };
    const nearer = lastOf(await collect(both), 'finished');
    run.engine.dispose();
    assert.equal(nearer.reason, 'updates');
    assert.equal(nearer.step, 3);
  });

  it('runs every step once without effect where first runs are slow, and says how far that is', async () => {
    const config = tinyConfig({ updates: 6 });
    const plain = await makeRun(config);
    const expected = lastOf(await collect(plain), 'checkpoint').checkpoint;
    const run = await makeRun(config);
    const applied: number[] = [];
    const engine = withFetches(run.engine, (step, fetches) => {
      if (step === 'train') applied.push(fetches['applied']![0]!);
      return fetches;
    });
    const events = await collect({ ...run, engine: { ...engine, preparesAtFirstRun: true } });
    const progress = ofType(events, 'phase').flatMap((event) => event.progress ?? []);
    const total = progress.length;
    assert.ok(total > 1);
    assert.deepEqual(
      progress,
      Array.from({ length: total }, (_, done) => ({ done, total })),
    );
    assert.deepEqual(applied, [...Array<number>(total).fill(0), ...Array<number>(6).fill(1)]);
    const { weights, optimizer } = lastOf(events, 'checkpoint').checkpoint;
    assert.deepEqual(weights, expected.weights);
    assert.deepEqual(optimizer, expected.optimizer);
    plain.engine.dispose();
    run.engine.dispose();
  });

  it('makes a checkpoint when stopped, none twice, and lets go of a validation', async () => {
    let stopping = false;
    const run = await makeRun(tinyConfig({ updates: 20, validation_freq: 5, logging_freq: 1 }), {
      stopRequested: () => stopping,
    });
    const stopAt = async (wanted: (event: TrainEvent) => boolean): Promise<TrainEvent[]> => {
      stopping = false;
      return collect(run, (event) => {
        stopping ||= wanted(event);
      });
    };
    const atThree = await stopAt((event) => event.type === 'metrics' && event.point.step === 3);
    assert.equal(lastOf(atThree, 'checkpoint').checkpoint.loop.step, 3);
    assert.equal(lastOf(atThree, 'checkpoint').best, false);
    assert.equal(lastOf(atThree, 'finished').reason, 'stopped');
    const atCheckpoint = await stopAt((event) => event.type === 'checkpoint');
    assert.equal(ofType(atCheckpoint, 'checkpoint').length, 1);
    const whileValidating = await stopAt((event) => event.type === 'phase' && event.phase === 'validating');
    assert.equal(ofType(whileValidating, 'validation').length, 0);
    const { loop } = lastOf(whileValidating, 'checkpoint').checkpoint;
    assert.deepEqual([loop.step, loop.lastValidationStep], [5, 0]);
    stopping = true;
    const atOnce = await collect(run);
    assert.equal(lastOf(atOnce, 'checkpoint').checkpoint.loop.step, 0);
    run.engine.dispose();
  });

  it('names a step that was left out, and goes on', async () => {
    const run = await makeRun(tinyConfig({ updates: 6, logging_freq: 3, validation_freq: 100 }));
    let step = 0;
    const engine = withFetches(run.engine, (name, fetches) => {
      if (name !== 'train' || ++step !== 4) return fetches;
      return { ...fetches, applied: Uint8Array.of(0), gradient_norm: Float32Array.of(NaN) };
    });
    const events = await collect({ ...run, engine });
    run.engine.dispose();
    assert.equal(ofType(events, 'warning').length, 1);
    assert.match(
      lastOf(events, 'warning').message,
      /^Step 4 was left out, the weights are as before: its gradient/,
    );
    assert.equal(lastOf(events, 'finished').reason, 'updates');
    assert.ok(ofType(events, 'metrics').every(({ point }) => Number.isFinite(point.gradientNorm)));
  });

  it('gives up after several steps in a row without a finite gradient, and says what to try', async () => {
    const run = await makeRun(tinyConfig({ updates: 60, logging_freq: 5, validation_freq: 100 }));
    let step = 0;
    const engine = withFetches(run.engine, (name, fetches) => {
      if (name !== 'train' || ++step <= 5) return fetches;
      return { ...fetches, applied: Uint8Array.of(0), loss_sum: Float32Array.of(NaN) };
    });
    const events = await collect({ ...run, engine });
    run.engine.dispose();
    const end = lastOf(events, 'finished');
    assert.equal(end.reason, 'diverged');
    assert.equal(end.step, 5 + maxSkippedSteps);
    assert.match(
      end.message ?? '',
      /10 steps up to 15\. Try a smaller training\.learning_rate, or set training\.clip_grad_norm/,
    );
    assert.equal(ofType(events, 'warning').length, maxSkippedSteps);
    assert.deepEqual(stepsOf(ofType(events, 'metrics')), [1, 5]);
  });

  it('never writes a number that is not one, however wild the learning rate', async () => {
    const run = await makeRun(
      tinyConfig({ optimizer: 'sgd', learning_rate: 1e37, updates: 40, logging_freq: 1, validation_freq: 4 }),
    );
    const events = await collect(run);
    run.engine.dispose();
    for (const { point } of [...ofType(events, 'metrics'), ...ofType(events, 'validation')]) {
      for (const value of Object.values(point))
        assert.ok(typeof value === 'boolean' || Number.isFinite(value));
    }
    for (const { checkpoint } of ofType(events, 'checkpoint')) {
      for (const { values } of checkpoint.weights.values())
        assert.ok(values.every((value) => Number.isFinite(value)));
    }
  });

  /** What a validation is made to give: loss per token, or the share of tokens right. */
  const scripted: [MetricName, number[], number[], number][] = [
    // metric, values at the validations, validations that are the best so far, validation after which it stops
    ['loss', [3, 2, 2.5, 2.1, 1], [1, 2], 4],
    ['perplexity', [3, 2, 2.5, 2.1, 1], [1, 2], 4],
    ['token_accuracy', [0.1, 0.5, 0.4, 0.5, 0.9], [1, 2], 4],
  ];
  for (const [metric, values, bestAt, stopsAfter] of scripted) {
    it(`stops early on ${metric} in that metric's own direction`, async () => {
      const run = await makeRun(
        tinyConfig({ updates: 100, validation_freq: 2, early_stopping: { metric, steps: 2 } }),
      );
      let validation = 0;
      let batchesLeft = 0;
      const batches = Math.ceil(12 / 8);
      const engine = withFetches(run.engine, (name, fetches) => {
        if (name !== 'evaluate') return fetches;
        if (batchesLeft === 0) {
          validation++;
          batchesLeft = batches;
        }
        batchesLeft--;
        const tokens = fetches['target_tokens']![0]!;
        const value = values[validation - 1]!;
        return metric === 'token_accuracy'
          ? { ...fetches, correct_tokens: Float32Array.of(value * tokens) }
          : { ...fetches, loss_sum: Float32Array.of(value * tokens) };
      });
      const events = await collect({ ...run, engine });
      run.engine.dispose();
      const validations = ofType(events, 'validation');
      assert.equal(lastOf(events, 'finished').reason, 'early-stopping');
      assert.equal(validations.length, stopsAfter);
      const best = validations.flatMap(({ point }, index) => (point.best ? [index + 1] : []));
      assert.deepEqual(best, bestAt);
      assert.deepEqual(
        ofType(events, 'checkpoint').map((event) => event.best),
        validations.map(({ point }) => point.best),
      );
    });
  }

  it('says which split is empty', async () => {
    const run = await makeRun(tinyConfig({ updates: 1 }));
    await assert.rejects(collect({ ...run, devExamples: [] }), /^Error: data\.dev has no pair left to use/);
    await assert.rejects(
      collect({ ...run, trainExamples: [] }),
      /^Error: data\.train has no pair left to use/,
    );
    run.engine.dispose();
  });

  it('refuses a checkpoint of another model, naming the tensor', async () => {
    const run = await makeRun(tinyConfig({ updates: 1 }));
    const { checkpoint } = lastOf(await collect(run), 'checkpoint');
    const [name, value] = [...checkpoint.weights][0]!;
    const without = new Map([...checkpoint.weights].slice(1));
    const resumed = (weights: typeof checkpoint.weights) =>
      collect({ ...run, checkpoint: { ...checkpoint, weights } });
    await assert.rejects(
      resumed(without),
      new RegExp(`weights lack ${name} .*train anew instead of resuming`),
    );
    const wide = { shape: [...value.shape, 1], values: value.values };
    await assert.rejects(resumed(new Map([...checkpoint.weights, [name, wide]])), /but the model needs \[/);
    await assert.rejects(
      resumed(new Map([...checkpoint.weights, ['extra', value]])),
      /hold extra, which the model/,
    );
    run.engine.dispose();
  });
});
