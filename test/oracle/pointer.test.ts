import '@tensorflow/tfjs-backend-cpu';
import assert from 'node:assert/strict';
import { slice, softmax, stack, unstack, type Tensor1D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ConfigInput, ModelConfig } from '../../src/core/config/schema';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { DecoderStepOutput, Seq2SeqModel } from '../../src/core/model/model';
import type { Engine, VariableValue } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { batchFeeds, batchSpecs, batchTensors } from '../../src/core/train/batchSpecs';
import { lossDivisor } from '../../src/core/train/loss';
import { lossAndGradients } from '../../src/core/train/lossAndGradients';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { randomPointerBatch } from '../support/pointerFixture';
import { modelConfig, randomNumbers, trainingConfig } from '../support/seq2seqFixture';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import { askOracle, type OracleReply, type OracleTensor } from './python';

/** Relative to the largest value of a tensor: float32 against the oracle's float64. */
const tolerance = 1e-5;
/** Largest difference of a weight after all updates, in learning rates. */
const weightTolerance = 0.02;
const learningRate = 0.01;
const updates = 20;
const sizes = { batchSize: 7, sourceTime: 6, targetTime: 5 };
const vocabularySize = 9;

interface PointerCase {
  readonly name: string;
  readonly model: ModelConfig;
  /** Undefined: the source is text. */
  readonly featureSize: number | undefined;
}

function pointerCase(
  name: string,
  model: ConfigInput['model'],
  featureSize: number | undefined,
): PointerCase {
  const weights = { initializer: 'uniform', embed_initializer: 'uniform', init_weight: 0.7 } as const;
  return { name, model: modelConfig({ ...weights, ...model }), featureSize };
}

const small = { hidden_size: 6, embeddings: { embedding_dim: 5 } };
const cases: readonly PointerCase[] = [
  pointerCase(
    'points, a bidirectional LSTM and a bridge',
    { encoder: { ...small, bidirectional: true }, decoder: small },
    2,
  ),
  pointerCase(
    'numbers, LSTMs and the last state',
    { encoder: small, decoder: { ...small, init_hidden: 'last' } },
    1,
  ),
  pointerCase(
    'wide vectors, GRUs of two layers and a zero state',
    {
      encoder: { ...small, rnn_type: 'gru', num_layers: 2 },
      decoder: { ...small, rnn_type: 'gru', num_layers: 2, init_hidden: 'zero' },
    },
    4,
  ),
  pointerCase(
    'text and plain cells',
    { encoder: { ...small, rnn_type: 'rnn', bidirectional: true }, decoder: { ...small, rnn_type: 'rnn' } },
    undefined,
  ),
];

function problem({ model: config, featureSize }: PointerCase, seed: number) {
  const model = buildModel(config, {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: 4 + sizes.sourceTime,
    sourceFeatureSize: featureSize,
    pointsAtSource: true,
  });
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    if (name.endsWith('bias')) values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return { model, weights, batch: randomPointerBatch({ ...sizes, featureSize, vocabularySize, seed }) };
}

let oracle: OracleReply | undefined;

async function ask(): Promise<OracleReply> {
  const tensors = cases.flatMap((one, index): [string, OracleTensor][] => {
    const { weights, batch } = problem(one, index);
    const specs = batchSpecs(batch);
    return [
      ...[...weights].map(([name, value]: [string, VariableValue]): [string, OracleTensor] => [
        `${index}/weight.${name}`,
        value,
      ]),
      ...Object.entries(batchFeeds(batch)).map(([name, values]): [string, OracleTensor] => [
        `${index}/batch.${name}`,
        { shape: specs[name]!.shape, values },
      ]),
    ];
  });
  const options = cases.map((one) => ({ ...one, learningRate, updates }));
  return askOracle('pointer.py', { options, tensors: Object.fromEntries(tensors) });
}

/** The ops that are single kernels on the WebAssembly engine are composed on the other one. */
for (const preference of ['wasm', 'eager'] as const)
  describe(`the pointer network against PyTorch in float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await ask();
      engine = await selectEngine({ preference, wasmFolder, threads: 1 });
    });
    after(() => engine.dispose());

    cases.forEach((one, index) => {
      const expected = (name: string): OracleTensor | undefined => oracle?.tensors[`${index}/${name}`];

      it(`agrees in probabilities, attention, loss and every gradient: ${one.name}`, () => {
        const { model, weights, batch } = problem(one, index);
        engine.defineVariables(weights);
        const { fetches } = engine.compile(gradientStep(model, one.featureSize)).run(batchFeeds(batch));
        const { batchSize, sourceTime, targetTime } = sizes;
        const probabilities = expected('probabilities');
        const shape = [batchSize, targetTime, 1 + sourceTime];
        assertAgrees('all steps', { shape, values: fetches['probabilities']! }, probabilities, tolerance);
        assertAgrees('step by step', { shape, values: fetches['stepwise']! }, probabilities, tolerance);
        const positions = {
          shape: [batchSize, targetTime, sourceTime],
          values: probabilities!.values.filter((_, place) => place % (1 + sourceTime) > 0),
        };
        const attention = { shape: positions.shape, values: fetches['attention']! };
        assertAgrees('attention', attention, positions, tolerance);
        const loss = { shape: [], values: [expected('losses')!.values[0]!] };
        assertAgrees('loss', { shape: [], values: fetches['loss_sum']! }, loss as never, tolerance);
        for (const { name, shape } of model.parameters) {
          const values = fetches[`gradient.${name}`]!;
          assertAgrees(name, { shape, values }, expected(`gradient.${name}`), tolerance);
        }
      });

      it(`takes the same twenty steps of Adam: ${one.name}`, () => {
        const { model, weights, batch } = problem(one, index);
        const training = trainingConfig({ optimizer: 'adam' });
        engine.defineVariables(new Map([...weights, ...initialSlots(model.parameters, training)]));
        const step = engine.compile(makeTrainStep(model, training, batch));
        const losses = Array.from({ length: updates }, (_, before) => {
          const feeds = trainFeeds(batch, training, {
            learningRate,
            seed: 1,
            update: before + 1,
            apply: true,
          });
          return step.run(feeds).fetches['loss_sum']![0]!;
        });
        assertAgrees('losses', { shape: [updates], values: losses }, expected('losses'), 1e-4);
        const after = engine.readVariables();
        for (const { name } of model.parameters) {
          const wanted = expected(`weight.${name}`)!.values;
          const { values } = after.get(name)!;
          const worst = Math.max(...Array.from(values, (value, i) => Math.abs(value - wanted[i]!)));
          assert.ok(
            worst <= weightTolerance * learningRate,
            `${name}: |Δ| is ${(worst / learningRate).toExponential(2)} learning rates`,
          );
        }
      });
    });
  });

/** Forward and backward pass, and the decoder step by step, with everything that is compared as a fetch. */
function gradientStep(model: Seq2SeqModel, featureSize: number | undefined): Step {
  const trainable = model.parameters.map(({ name }) => name);
  const { batchSize, sourceTime, targetTime } = sizes;
  const endAndPositions = (logits: Tensor3D) =>
    slice(softmax(logits), [0, 0, 3], [batchSize, targetTime, 1 + sourceTime]);
  return {
    name: 'gradients',
    feeds: batchSpecs({ ...sizes, featureSize }),
    body: (variables, feeds) => {
      const batch = batchTensors(feeds);
      const { encoded, state } = model.encode(variables, batch.source);
      const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
        trainable,
        divisor: lossDivisor('tokens', batch.targets.lengths),
      });
      const steps: DecoderStepOutput[] = [];
      for (const ids of unstack(batch.targetInputIds, 1))
        steps.push(model.decodeStep(variables, encoded, steps.at(-1)?.state ?? state, ids as Tensor1D));
      const stepwise = stack(
        steps.map((step) => step.logits),
        1,
      );
      return {
        fetches: {
          probabilities: endAndPositions(logits),
          stepwise: endAndPositions(stepwise as Tensor3D),
          attention: stack(
            steps.map((step) => step.attention!),
            1,
          ),
          loss_sum: lossSum,
          ...Object.fromEntries(trainable.map((name, index) => [`gradient.${name}`, gradients[index]!])),
        },
      };
    },
  };
}
