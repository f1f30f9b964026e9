import '@tensorflow/tfjs-backend-cpu';
import { concat, reshape, split, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { ConfigInput, ModelConfig } from '../../src/core/config/schema';
import { ntmConfig } from '../../src/core/config/schema/ntmSchema';
import { bitTokens } from '../../src/core/model/bits/bitTokens';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import type { Engine } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { batchFeeds, batchSpecs, batchTensors } from '../../src/core/train/batchSpecs';
import { lossDivisor } from '../../src/core/train/loss';
import { lossAndGradients } from '../../src/core/train/lossAndGradients';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { randomBatch, randomNumbers, modelConfig, trainingConfig } from '../support/seq2seqFixture';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import { askOracle, type OracleReply, type OracleTensor } from './python';

/** Ids 0 to 3 are special symbols; the rest is out of order and has a token that is no pattern. */
const tokens = ['<pad>', '<unk>', '<s>', '</s>', '10', '?', '00', '01', '11'];
const sizes = { batchSize: 6, sourceTime: 5, targetTime: 4 };
const batchShapes = batchSpecs(sizes);
const tolerance = 1e-5;
/** Largest difference of a weight after all updates, in learning rates. */
const weightTolerance = 0.02;

interface NtmCase {
  readonly name: string;
  readonly model: ModelConfig;
  readonly training: {
    readonly optimizer: 'adam' | 'rmsprop';
    readonly learning_rate: number;
    readonly momentum: number;
    readonly updates: number;
  };
}

type ModelInput = NonNullable<ConfigInput['model']>;

function ntmCase(
  name: string,
  encoder: ModelInput['encoder'],
  decoder: ModelInput['decoder'] = {},
  training: Partial<NtmCase['training']> = {},
): NtmCase {
  return {
    name,
    model: modelConfig({
      initializer: 'uniform',
      embed_initializer: 'uniform',
      init_weight: 0.9,
      encoder: { type: 'ntm', hidden_size: 5, embeddings: { embedding_dim: 4 }, ...encoder },
      decoder: { embeddings: { embedding_dim: 4 }, ...decoder },
    }),
    training: { optimizer: 'adam', learning_rate: 0.01, momentum: 0, updates: 20, ...training },
  };
}

const bits = { embeddings: { type: 'bits' } } as const;
const memory = { memory_rows: 7, memory_width: 3 };

const cases: readonly NtmCase[] = [
  ntmCase('LSTM controller', { ntm: memory }),
  ntmCase('RMSProp with momentum', { ntm: memory }, {}, { optimizer: 'rmsprop', momentum: 0.9 }),
  ntmCase('learned memory, several heads, shifts by two', {
    ntm: { ...memory, read_heads: 3, write_heads: 2, shift_range: 2, initial_memory: 'learned' },
  }),
  ntmCase('feed-forward controller', { ntm: { ...memory, controller: 'feed_forward', write_heads: 2 } }),
  ntmCase(
    'GRU controller that reads nothing while it writes',
    { rnn_type: 'gru', ntm: memory },
    { previous_output: false },
  ),
  ntmCase('bits in and out', { ...bits, ntm: memory }, { ...bits, output: 'bits', previous_output: false }),
  ntmCase(
    'source and target of different widths',
    { embeddings: { embedding_dim: 2 }, ntm: memory },
    { embeddings: { embedding_dim: 6 }, output: 'bits' },
  ),
];

let oracle: OracleReply | undefined;

for (const preference of ['wasm', 'eager'] as const)
  describe(`Neural Turing Machines against float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await askAboutAll();
      engine = await selectEngine({ preference, wasmFolder, threads: 1 });
    });
    after(() => engine.dispose());

    cases.forEach((one, index) => {
      const expected = (name: string): OracleTensor | undefined => oracle?.tensors[`${index}/${name}`];

      it(`agree in logits, shares of the source, loss and every gradient: ${one.name}`, () => {
        const { model, weights, batch } = problem(one, index);
        engine.defineVariables(weights);
        const { fetches } = engine.compile(gradientStep(model)).run(batchFeeds(batch));
        for (const [name, values] of Object.entries(fetches))
          assertAgrees(name, { shape: expected(name)?.shape ?? [], values }, expected(name), tolerance);
      });

      it(`decode step by step what they decode at once: ${one.name}`, () => {
        const { model, weights, batch } = problem(one, index);
        engine.defineVariables(weights);
        const { fetches } = engine.compile(stepwise(model)).run(batchFeeds(batch));
        assertAgrees(
          'logits',
          { shape: expected('logits')!.shape, values: fetches['logits']! },
          expected('logits'),
        );
        assertAgrees(
          'attention',
          { shape: expected('attention')!.shape, values: fetches['attention']! },
          expected('attention'),
        );
      });

      it(`take the same twenty steps: ${one.name}`, () => {
        const { model, weights, batch } = problem(one, index);
        const { optimizer, learning_rate, momentum, updates } = one.training;
        const training = trainingConfig({ optimizer, momentum, normalization: 'tokens' });
        engine.defineVariables(new Map([...weights, ...initialSlots(model.parameters, training)]));
        const step = engine.compile(makeTrainStep(model, training, sizes));
        for (let update = 1; update <= updates; update++)
          step.run(
            trainFeeds(batch, training, { learningRate: learning_rate, seed: 1, update, apply: true }),
          );
        const after = engine.readVariables();
        for (const { name } of model.parameters.filter(({ trainable }) => trainable)) {
          const wanted = expected(`weight.${name}`)!.values;
          const { values } = after.get(name)!;
          const worst = Math.max(...Array.from(values, (value, i) => Math.abs(value - wanted[i]!)));
          assert.ok(
            worst <= weightTolerance * learning_rate,
            `${name}: |Δ| is ${(worst / learning_rate).toExponential(2)} learning rates`,
          );
        }
      });
    });
  });

async function askAboutAll(): Promise<OracleReply> {
  const problems = cases.map((one, index) => problem(one, index));
  const tensors = problems.flatMap(({ weights, batch }, index): [string, OracleTensor][] => [
    ...[...weights].map(([name, value]): [string, OracleTensor] => [`${index}/weight.${name}`, value]),
    ...Object.entries(batchFeeds(batch)).map(([name, values]): [string, OracleTensor] => [
      `${index}/batch.${name}`,
      { shape: batchShapes[name]!.shape, values },
    ]),
  ]);
  const options = cases.map((one, index) => ({
    ...one,
    ntm: ntmConfig(one.model.encoder),
    patterns: bitTokens(tokens).patterns.map((pattern) => pattern ?? null),
    trainable: problems[index]!.model.parameters.flatMap(({ name, trainable }) => (trainable ? [name] : [])),
  }));
  return askOracle('ntm.py', { options, tensors: Object.fromEntries(tensors) });
}

/** The model of a case with random weights and biases, and a batch. */
function problem(one: NtmCase, seed: number) {
  const model = buildModel(one.model, {
    sourceVocabularySize: tokens.length,
    targetVocabularySize: tokens.length,
    sourceTokens: tokens,
    targetTokens: tokens,
  });
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    if (name.endsWith('bias')) values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return { model, weights, batch: randomBatch({ ...sizes, vocabularySize: tokens.length, seed }) };
}

/** Forward and backward pass with everything that is compared as a fetch. */
function gradientStep(model: Seq2SeqModel): Step {
  const trainable = model.parameters.flatMap(({ name, trainable }) => (trainable ? [name] : []));
  return {
    name: 'gradients',
    feeds: batchShapes,
    body: (variables, feeds) => {
      const batch = batchTensors(feeds);
      const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
        trainable,
        divisor: lossDivisor('tokens', batch.targets.lengths),
      });
      return {
        fetches: {
          logits,
          loss_sum: lossSum,
          ...Object.fromEntries(trainable.map((name, index) => [`gradient.${name}`, gradients[index]!])),
        },
      };
    },
  };
}

/** The decoder's steps one by one, with the reference as input. */
function stepwise(model: Seq2SeqModel): Step {
  return {
    name: 'steps',
    feeds: batchShapes,
    body: (variables, feeds) => {
      const { source, targetInputIds } = batchTensors(feeds);
      const begun = model.encode(variables, source);
      let { state } = begun;
      const logits: Tensor[] = [];
      const attention: Tensor[] = [];
      for (const ids of split<Tensor2D>(targetInputIds, sizes.targetTime, 1)) {
        const previous: Tensor1D = reshape(ids, [sizes.batchSize]);
        const step = model.decodeStep(variables, begun.encoded, state, previous);
        state = step.state;
        logits.push(reshape(step.logits, [sizes.batchSize, 1, -1]));
        attention.push(reshape(step.attention!, [sizes.batchSize, 1, -1]));
      }
      return { fetches: { logits: concat(logits, 1), attention: concat(attention, 1) } };
    },
  };
}
