import '@tensorflow/tfjs-backend-cpu';
import { tensor1d } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import { nameHash } from '../../src/core/model/nameHash';
import { statelessUniformValues } from '../../src/core/ops/statelessUniform';
import type { Engine } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { batchFeeds, batchSpecs, batchTensors } from '../../src/core/train/batchSpecs';
import { lossDivisor } from '../../src/core/train/loss';
import { lossAndGradients } from '../../src/core/train/lossAndGradients';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { randomBatch, randomNumbers, trainingConfig } from '../support/seq2seqFixture';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import { askOracle, type OracleReply, type OracleTensor } from './python';
import { optionCases, type OptionCase } from './recurrentOptionCases';

const vocabularySize = 9;
const sizes = { batchSize: 8, sourceTime: 6, targetTime: 4 };
const batchShapes = batchSpecs(sizes);
/** Relative to the largest value of a tensor: float32 against the oracle's float64. */
const tolerance = 1e-5;
const dropoutKey = { seed: 3, step: 11 };

let oracle: OracleReply | undefined;

for (const preference of ['wasm', 'eager'] as const)
  describe(`recurrent layers with options against float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await askAboutAll();
      engine = await selectEngine({ preference, wasmFolder, threads: 1 });
    });
    after(() => engine.dispose());

    optionCases.forEach((one, index) => {
      const expected = (name: string): OracleTensor | undefined => oracle?.tensors[`${index}/${name}`];
      const { model, weights, batch } = problem(one, index);

      it(`agree in outputs, loss and every gradient: ${one.name}`, () => {
        engine.defineVariables(weights);
        const { fetches } = engine.compile(gradientStep(model, one)).run(batchFeeds(batch));
        for (const [name, values] of Object.entries(fetches))
          assertAgrees(name, { shape: expected(name)?.shape ?? [], values }, expected(name), tolerance);
      });

      if (one.updates > 0)
        it(`take the same twenty steps: ${one.name}`, () => {
          const training = trainingConfig({ optimizer: 'adam', normalization: 'tokens' });
          engine.defineVariables(new Map([...weights, ...initialSlots(model.parameters, training)]));
          const step = engine.compile(makeTrainStep(model, training, sizes));
          for (let update = 1; update <= one.updates; update++)
            step.run(
              trainFeeds(batch, training, { learningRate: one.learning_rate, seed: 1, update, apply: true }),
            );
          const after = engine.readVariables();
          for (const { name } of model.parameters)
            assertNear(name, after.get(name)!.values, expected(`weight.${name}`), 0.02 * one.learning_rate);
        });
    });
  });

/** Adam moves every weight by about the learning rate, however small its gradient: what counts are absolute distances. */
function assertNear(
  name: string,
  values: ArrayLike<number>,
  expected: OracleTensor | undefined,
  tolerance: number,
): void {
  assert.equal(values.length, expected?.values.length, name);
  expected?.values.forEach((wanted, index) => {
    const distance = Math.abs(values[index]! - wanted);
    assert.ok(distance <= tolerance, `${name}[${index}]: ${values[index]!} instead of ${wanted}`);
  });
}

async function askAboutAll(): Promise<OracleReply> {
  const tensors = optionCases.flatMap((one, index): [string, OracleTensor][] => {
    const { weights, batch } = problem(one, index);
    return [
      ...[...weights].map(([name, value]): [string, OracleTensor] => [`${index}/weight.${name}`, value]),
      ...Object.entries(batchFeeds(batch)).map(([name, values]): [string, OracleTensor] => [
        `${index}/batch.${name}`,
        { shape: batchShapes[name]!.shape, values },
      ]),
      ...dropoutMasks(one).map(([name, mask]): [string, OracleTensor] => [`${index}/mask.${name}`, mask]),
    ];
  });
  return askOracle('recurrent_options.py', { options: optionCases, tensors: Object.fromEntries(tensors) });
}

/** The model of a case with random weights, biases and gains too, and a batch. */
function problem(one: OptionCase, seed: number) {
  const model = buildModel(one.model, {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    if (name.endsWith('bias') || name.endsWith('norm'))
      values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return { model, weights, batch: randomBatch({ ...sizes, vocabularySize, seed }) };
}

function hasDropout({ encoder }: OptionCase['model']): boolean {
  return encoder.dropout > 0 || encoder.recurrent_dropout > 0;
}

/** The factors of every place in the encoder that drops values, by the reference of the random numbers. */
function dropoutMasks({ model }: OptionCase): [string, OracleTensor][] {
  if (!hasDropout(model)) return [];
  const { encoder } = model;
  const { batchSize: rows, sourceTime } = sizes;
  const directions = encoder.bidirectional === true ? ['forward', 'backward'] : ['forward'];
  const mask = (name: string, units: number, rate: number): [string, OracleTensor] => {
    const time = encoder.variational_dropout ? 1 : sourceTime;
    const draws = statelessUniformValues(dropoutKey.seed, dropoutKey.step, {
      site: nameHash(name),
      time,
      rows,
      units,
    });
    const once = draws.map((draw) => (draw >= rate ? 1 / (1 - rate) : 0));
    const values = Float32Array.from({ length: sourceTime * rows * units }, (_, i) => once[i % once.length]!);
    return [name, { shape: [sourceTime, rows, units], values }];
  };
  return Array.from({ length: encoder.num_layers }, (_, layer) => {
    const name = `encoder.layers.${layer}`;
    const inputs = layer === 0 ? encoder.embeddings.embedding_dim : encoder.hidden_size * directions.length;
    return [
      mask(name, inputs, encoder.dropout),
      ...directions.map((direction) =>
        mask(`${name}.${direction}.recurrent`, encoder.hidden_size, encoder.recurrent_dropout),
      ),
    ];
  }).flat();
}

/** Forward and backward pass with everything that is compared as a fetch. */
function gradientStep(model: Seq2SeqModel, one: OptionCase): Step {
  const trainable = model.parameters.map(({ name }) => name);
  return {
    name: 'gradients',
    feeds: batchShapes,
    body: (variables, feeds) => {
      const batch = batchTensors(feeds);
      const dropout = hasDropout(one.model)
        ? { key: tensor1d([dropoutKey.seed, dropoutKey.step], 'int32') }
        : undefined;
      const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
        trainable,
        divisor: lossDivisor('tokens', batch.targets.lengths),
        ...(dropout === undefined ? {} : { dropout }),
      });
      return {
        fetches: {
          encoder_outputs: model.encode(variables, batch.source, dropout).encoded.outputs,
          logits,
          loss_sum: lossSum,
          ...Object.fromEntries(trainable.map((name, index) => [`gradient.${name}`, gradients[index]!])),
        },
      };
    },
  };
}
