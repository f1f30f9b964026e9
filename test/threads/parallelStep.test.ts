import { add, gather, slice, sum, type Scalar, type Tensor1D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, RunResult } from '../../src/core/step/engine';
import type { NamedSpecs, Step } from '../../src/core/step/step';
import { gradientFeeds, makeApplyStep, makeGradientStep } from '../../src/core/train/accumulatedSteps';
import { updateFeeds } from '../../src/core/train/parameterUpdate';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { ReplayEngine, type ReplayOptions } from '../../src/engine/wasm/replayEngine';
import { tensorMemory } from '../../src/engine/wasm/tensorMemory';
import { makeModel, representativeModels, vocabularySize } from '../support/builtModel';
import { assertClose } from '../support/fusedOp';
import { randomBatch, wasmEngine, wasmFolder } from '../support/seq2seqFixture';

const workerFile = path.resolve('test/support/engineWorker.cjs');

/** An engine with threads that it uses for every step, however small. */
async function parallelEngine(
  threads: number,
  options: Partial<ReplayOptions['parallel']> = {},
): Promise<ReplayEngine> {
  const { info } = await wasmEngine();
  const parallel = { threads, wasmFolder, workerFile, version: info.version, leastWork: 0, ...options };
  return new ReplayEngine({ ...info, threads }, { parallel });
}

const w = Float32Array.of(10, 20, 30);
const rows = 5;

/** Adds to all of `w` the sum of the elements of `w` that the rows name. */
const gathering: Step = makeGathering();
function makeGathering(): Step {
  const feeds: NamedSpecs = { index: { shape: [rows], dtype: 'int32' } };
  const shard = (part: number, count: number): Step => ({
    name: `gather, shard ${part + 1} of ${count}`,
    feeds,
    body: (variables, { index }) => {
      const first = Math.floor((rows * part) / count);
      const own = slice(index!, first, Math.floor((rows * (part + 1)) / count) - first) as Tensor1D;
      return { fetches: {}, kept: { total: sum(gather(variables['w']!, own)) } };
    },
  });
  const combine: Step = {
    name: 'gather, update',
    feeds: { total: { shape: [], dtype: 'float32' } },
    body: (variables, { total }) => ({
      updates: { w: add(variables['w']!, total!) },
      fetches: { total: total as Scalar },
    }),
  };
  return {
    name: 'gather',
    feeds,
    body: (variables, tensors) => combine.body(variables, shard(0, 1).body(variables, tensors).kept!),
    sharded: { rows, shard, combine },
  };
}
const define = (engine: Engine) => {
  engine.defineVariables(new Map([['w', { shape: [3], values: w }]]));
};
const total = ({ fetches }: RunResult) => fetches['total']![0];

describe('a step on several threads', function () {
  this.timeout(120_000);
  const batch = randomBatch({ batchSize: 6, sourceTime: 5, targetTime: 4, vocabularySize, seed: 2 });
  const names = [
    'two-layer LSTM with general attention',
    'bidirectional GRU with additive attention and input feeding',
  ];

  for (const name of names)
    it(`trains as one thread does: ${name}`, async () => {
      const { encoder, decoder } = representativeModels[name]!;
      const dropping = {
        encoder: { ...encoder, dropout: 0.3 },
        decoder: { ...decoder, dropout: 0.3, hidden_dropout: 0.2 },
      };
      const built = await makeModel(dropping, { clip_grad_norm: 1 });
      const engines = [
        built.engine,
        ...(await Promise.all([2, 2, 3].map((threads) => parallelEngine(threads)))),
      ];
      const steps = engines.map((engine) => {
        engine.defineVariables(built.initial);
        return engine.compile(makeTrainStep(built.model, built.training, batch));
      });
      const run = (update: number) =>
        steps.map(
          (step) =>
            step.run(trainFeeds(batch, built.training, { learningRate: 0.01, seed: 7, update, apply: true }))
              .fetches,
        );
      run(1);
      const before = engines.map((engine) => engine.memory());
      for (let update = 2; update <= 12; update++) {
        const [one, two, again, three] = run(update);
        assert.deepEqual(again, two);
        for (const several of [two, three]) {
          assertClose(several!['loss_sum']!, one!['loss_sum']!, 1e-4, `loss of step ${update}`);
          assertClose(several!['gradient_norm']!, one!['gradient_norm']!, 1e-3, `norm of step ${update}`);
          assert.deepEqual(several!['target_tokens'], one!['target_tokens']);
        }
      }
      assert.deepEqual(engines[2]!.readVariables(), engines[1]!.readVariables());
      assert.deepEqual(
        engines.map((engine) => engine.memory()),
        before,
      );
      for (const engine of engines) engine.dispose();
    });

  it('sums the gradients of several batches as one thread does', async () => {
    const { encoder, decoder } = representativeModels[names[0]!]!;
    const built = await makeModel({ encoder, decoder }, { optimizer: 'sgd', batch_multiplier: 2 });
    const { engine: alone, model, training } = built;
    const engines = [alone, await parallelEngine(2)];
    const results = engines.map((engine) => {
      engine.defineVariables(built.initial);
      const gradients = engine.compile(makeGradientStep(model, training, batch));
      const apply = engine.compile(makeApplyStep(model, training));
      for (let update = 1; update <= 3; update++) {
        for (const draw of [1, 2]) gradients.run(gradientFeeds(batch, { seed: 1, draw, divisor: 40 }));
        apply.run(updateFeeds(training, { learningRate: 0.1, update, apply: true }));
      }
      return engine.readVariables();
    });
    for (const [name, { values }] of results[0]!)
      assertClose(results[1]!.get(name)!.values, values, 1e-5, name, 1e-3);
    for (const engine of engines) engine.dispose();
  });

  it('gives every thread the variables that are written from outside', async () => {
    const engine = await parallelEngine(3);
    define(engine);
    const step = engine.compile(gathering);
    const index = Int32Array.of(0, 1, 2, 0, 1);
    assert.equal(total(step.run({ index })), 90);
    assert.equal(total(step.run({ index })), 90 + 5 * 90);
    engine.writeVariables(new Map([['w', { shape: [3], values: Float32Array.of(1, 2, 3) }]]));
    assert.equal(total(step.run({ index })), 9);
    // A step of one thread changes them too.
    const alone: Step = { ...gathering };
    delete (alone as { sharded?: unknown }).sharded;
    assert.equal(total(engine.compile(alone).run({ index })), 9 + 5 * 9);
    assert.equal(total(step.run({ index })), 54 + 5 * 54);
    assert.deepEqual(engine.readVariables().get('w')!.values, Float32Array.of(388, 389, 390));

    engine.defineVariables(new Map([['w', { shape: [4], values: Float32Array.of(1, 1, 1, 5) }]]));
    assert.equal(total(step.run({ index: Int32Array.of(3, 3, 3, 3, 3) })), 25);
    engine.dispose();
  });

  it('goes on after a shard has failed, with the variables of before', async () => {
    const engine = await parallelEngine(2);
    const memory = tensorMemory();
    define(engine);
    const step = engine.compile(gathering);
    const good = Int32Array.of(0, 1, 2, 0, 1);
    step.run({ index: good });
    const before = memory.numDataIds();
    const values = engine.readVariables();
    for (const index of [
      Int32Array.of(9, 0, 0, 0, 0),
      Int32Array.of(0, 0, 0, 0, 9),
      Int32Array.of(9, 9, 9, 9, 9),
    ]) {
      assert.throws(() => step.run({ index }), /index 9|out of (range|bounds)/);
      assert.deepEqual(engine.readVariables(), values);
      assert.equal(memory.numDataIds(), before);
    }
    assert.equal(total(step.run({ index: good })), 90 + 5 * 90);
    engine.dispose();
  });

  it('checks feeds as one thread does', async () => {
    const engine = await parallelEngine(2);
    define(engine);
    const step = engine.compile(gathering);
    assert.throws(() => step.run({}), /Feed "index" of step "gather" is missing/);
    assert.throws(() => step.run({ index: Int32Array.of(1) }), /has 1 values, expected 5/);
    assert.equal(total(step.run({ index: new Int32Array(rows) })), 50);
    engine.dispose();
  });

  it('stays on one thread where there is too little to do, or too few rows', async () => {
    const nowhere = path.join(os.tmpdir(), 'no-such-worker.js');
    const small = await parallelEngine(2, { workerFile: nowhere, leastWork: 1e6 });
    const narrow = await parallelEngine(rows + 1, { workerFile: nowhere });
    for (const engine of [small, narrow]) {
      define(engine);
      assert.equal(total(engine.compile(gathering).run({ index: new Int32Array(rows) })), 50);
      engine.dispose();
    }
  });
});

describe('the threads of an engine', function () {
  this.timeout(60_000);
  let folder: string;
  const index = new Int32Array(rows);

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 's2s-workers-'));
  });
  after(() => rm(folder, { recursive: true }));

  const engineWith = async (script: string, options: Partial<ReplayOptions['parallel']> = {}) => {
    const file = path.join(folder, `${Math.random().toString(36).slice(2)}.js`);
    await writeFile(file, script);
    const engine = await parallelEngine(2, { workerFile: file, ...options });
    define(engine);
    return engine;
  };

  it('are missed with what to do when their script is not there', async () => {
    const engine = await parallelEngine(2, { workerFile: path.join(folder, 'missing.js') });
    define(engine);
    assert.throws(
      () => engine.compile(gathering).run({ index }),
      /WebAssembly engine is incomplete: .*missing\.js is missing\. Install the extension again, or train on one thread\./,
    );
    engine.dispose();
  });

  it('stop the run with a sentence when one is silent', async () => {
    const engine = await engineWith('setInterval(() => {}, 1000);', { patienceSeconds: 1 });
    const step = engine.compile(gathering);
    const failed =
      /^Error: A thread of the WebAssembly engine has failed: it has not answered for 1 seconds\. Go on from the last checkpoint/;
    assert.throws(() => step.run({ index }), failed);
    assert.throws(() => step.run({ index }), failed);
    assert.deepEqual(engine.readVariables().get('w')!.values, w);
    engine.dispose();
  });

  it('stop the run with a sentence when one has ended', async () => {
    const engine = await engineWith('throw new Error("no memory left");', { patienceSeconds: 1 });
    const step = engine.compile(gathering);
    assert.throws(() => step.run({ index }), /has failed/);
    await sleep(500);
    const other = engine.compile(gathering);
    assert.throws(() => other.run({ index }), /A thread of the WebAssembly engine has failed/);
    engine.dispose();
  });

  it('stop at once when one ends during a run', async () => {
    const script = `
      const { add } = Atomics;
      Atomics.add = () => {
        Atomics.add = add;
        process.exit(1);
      };
      require(${JSON.stringify(workerFile)});`;
    const engine = await engineWith(script);
    const began = performance.now();
    assert.throws(() => engine.compile(gathering).run({ index }), /has failed: it has stopped/);
    assert.ok(performance.now() - began < 30_000);
    engine.dispose();
  });

  it('stop within seconds when one ends during a run and can not say so', async () => {
    // As it is when a thread is terminated or its memory runs out: no handler is called.
    const script = `
      const { workerData } = require('node:worker_threads');
      if (workerData.role === 'worker') {
        const { add } = Atomics;
        Atomics.add = () => {
          Atomics.add = add;
          process.removeAllListeners('exit');
          process.exit(1);
        };
      }
      require(${JSON.stringify(workerFile)});`;
    const engine = await engineWith(script);
    const began = performance.now();
    assert.throws(() => engine.compile(gathering).run({ index }), /has failed: it has stopped\. Go on from/);
    assert.ok(performance.now() - began < 30_000);
    engine.dispose();
  });

  it('say why one can not start', async () => {
    const script = `
      require('node:worker_threads').workerData.wasmFolder = '/nowhere';
      require(${JSON.stringify(workerFile)});`;
    const engine = await engineWith(script);
    assert.throws(
      () => engine.compile(gathering).run({ index }),
      /has failed: The WebAssembly engine is incomplete: .*nowhere/,
    );
    engine.dispose();
  });

  it('refuse to compute together with other kernels', async () => {
    const engine = await parallelEngine(2, { version: 'another version' });
    define(engine);
    assert.throws(
      () => engine.compile(gathering).run({ index }),
      /it computes with tfjs-backend-wasm .* instead of another version/,
    );
    engine.dispose();
  });
});
