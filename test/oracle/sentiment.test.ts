import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../src/core/config/parseConfig';
import { BatchPlan } from '../../src/core/data/batchPlan';
import { loadSplits } from '../../src/core/data/loadSplits';
import { makeExamples } from '../../src/core/data/makeExamples';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import { modelSizes } from '../../src/core/model/modelSizes';
import { buildCodecs } from '../../src/core/data/buildCodecs';
import { batchFeeds, batchSpecs } from '../../src/core/model/batchSpecs';
import { initialTrainingState } from '../../src/core/train/trainingVariables';
import { stackVariables } from '../../src/core/train/trainSeeds';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { createCopiesEngine } from '../../src/engine/wasm/createCopiesEngine';
import { wasmEngine, wasmFolder } from '../support/seq2seqFixture';
import { askOracle, type OracleReply, type OracleTensor } from './python';

const models = ['init', 'pooling', 'par', 'merge'] as const;
const seeds = [0, 1, 2];
/** Which of them is also trained by itself. */
const aloneIndex = 1;
const updates = 20;
const learningRate = 0.01;
const lossTolerance = 2e-5;

/** The entry of the gallery as it is, but that its weights begin large enough to make a difference at once. */
async function problem(name: (typeof models)[number]) {
  const folder = path.resolve('gallery', `sentiment-${name}`);
  const { config } = parseConfig(readFileSync(path.join(folder, `sentiment-${name}.s2s.json`), 'utf8'));
  assert.ok(config);
  const { train } = await loadSplits(config, (file) =>
    Promise.resolve<Uint8Array>(readFileSync(path.join(folder, file))),
  );
  const codecs = buildCodecs(config.data, train);
  const { examples } = makeExamples(codecs, train, config.data);
  const { batch_size: batchSize, length_bucket_width: bucketWidth, shuffle } = config.training;
  const plan = new BatchPlan(examples, codecs, { batchSize, bucketWidth, shuffle, seed: 0 });
  const model = buildModel({ ...config.model, init_weight: 0.9 }, modelSizes(codecs));
  const weights = seeds.map((seed) => initializeParameters(model.parameters, seed));
  return { config, codecs, plan, batch: plan.batch(0, 0), model, weights };
}

const problems = new Map(models.map((name) => [name, problem(name)]));

async function askAboutAll(): Promise<OracleReply> {
  const tensors: Record<string, OracleTensor> = {};
  for (const [name, given] of problems) {
    const { batch, weights } = await given;
    for (const [key, value] of stackVariables(weights)) tensors[`${name}/weight.${key}`] = value;
    const specs = batchSpecs(batch);
    for (const [key, values] of Object.entries(batchFeeds(batch)))
      tensors[`${name}/batch.${key}`] = { shape: specs[key]!.shape, values };
  }
  return askOracle('sentiment.py', { options: { models, updates, learning_rate: learningRate }, tensors });
}

describe('the sentiment models of the gallery, with seeds as an axis of every tensor', function () {
  this.timeout(120_000);
  let expected: OracleReply;
  const losses = (name: string): readonly number[] => Array.from(expected.tensors[`${name}/losses`]!.values);

  before(async () => {
    expected = await askAboutAll();
  });

  for (const name of models) {
    it(`is one batch of four sentences of six symbols: ${name}`, async () => {
      const { plan, codecs, batch } = await problems.get(name)!;
      assert.equal(plan.batchesInEpoch, 1);
      assert.deepEqual([codecs.source.vocabularySize, codecs.target.vocabularySize], [6, 6]);
      assert.deepEqual([batch.sourceTime, batch.targetTime, batch.targetTokens], [4, 5, 18]);
      assert.deepEqual([...batch.sourceLengths], [3, 3, 4, 4]);
      assert.ok(batch.targetInputIds.filter((_, index) => index % 5 === 0).every((id) => id === 0));
    });

    it(`takes step by step the same losses as in float64, and as a seed alone: ${name}`, async () => {
      const { config, batch, model, weights } = await problems.get(name)!;
      const { training } = config;
      const all = weights.map((values) => initialTrainingState(model, training, values));
      const together = await createCopiesEngine(wasmFolder, seeds.length);
      together.defineVariables(stackVariables(all));
      const step = makeTrainStep(model, training, batch);
      const feeds = (update: number) =>
        trainFeeds(batch, training, { learningRate, seed: 0, update, apply: true });
      const compiled = together.compile(step);
      const alone = await wasmEngine();
      alone.defineVariables(all[aloneIndex]!);
      const compiledAlone = alone.compile(step);
      for (let update = 1; update <= updates; update++) {
        const { fetches } = compiled.run(feeds(update));
        const lossAlone = compiledAlone.run(feeds(update)).fetches['loss_sum']![0]! / 18;
        assertNear(fetches['loss_sum']![aloneIndex]! / 18, lossAlone, `alone, update ${update}`);
        seeds.forEach((seed, index) => {
          const at = (update - 1) * seeds.length + index;
          const found = fetches['loss_sum']![index]! / 18;
          assertNear(found, losses(name)[at]!, `seed ${seed}, update ${update}`);
          assert.equal(fetches['correct_tokens']![index], expected.tensors[`${name}/hits`]!.values[at]);
          assert.equal(fetches['target_tokens']![index], 18);
        });
      }
      const after = together.readVariables();
      for (const { name: parameter } of model.parameters) {
        const wanted = expected.tensors[`${name}/weight.${parameter}`]!.values;
        after
          .get(parameter)!
          .values.forEach((value, index) =>
            assert.ok(
              Math.abs(value - wanted[index]!) <= 0.02 * learningRate,
              `${parameter}[${index}]: ${value}, not ${wanted[index]!}`,
            ),
          );
      }
      alone.dispose();
      together.dispose();
    });
  }
});

function assertNear(found: number, wanted: number, what: string): void {
  assert.ok(Math.abs(found - wanted) <= lossTolerance, `${what}: ${found} instead of ${wanted}`);
}
