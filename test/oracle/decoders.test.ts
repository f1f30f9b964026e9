import '@tensorflow/tfjs-backend-cpu';
import { stack, unstack, type Tensor1D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { Batch } from '../../src/core/data/batch';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { DecoderStepOutput, Seq2SeqModel } from '../../src/core/model/model';
import { batchFeeds, batchSpecs, batchTensors } from '../../src/core/train/batchSpecs';
import { lossDivisor } from '../../src/core/train/loss';
import { lossAndGradients } from '../../src/core/train/lossAndGradients';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import type { Engine, VariableValue } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { selectEngine } from '../../src/engine/selectEngine';
import { randomBatch, randomNumbers, trainingConfig } from '../support/seq2seqFixture';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import { decoderCases, decoderTrainings, type DecoderCase } from './decoderCases';
import { askOracle, type OracleReply, type OracleTensor } from './python';

const vocabularySize = 9;
const sizes = { batchSize: 6, sourceTime: 6, targetTime: 4 };
/** Largest difference of a weight after all updates, in learning rates. */
const weightTolerance = 0.02;

const allCases = [...decoderCases, ...decoderTrainings];
let oracle: OracleReply | undefined;

/** The ops that are single kernels on the WebAssembly engine are composed on the other one. */
for (const preference of ['wasm', 'eager'] as const)
  describe(`decoders against formulas in float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await allAnswers();
      engine = await selectEngine({ preference, wasmFolder, threads: 1 });
    });
    after(() => engine.dispose());

    const expected = (one: DecoderCase, tensor: string): OracleTensor | undefined =>
      oracle?.tensors[`${allCases.indexOf(one)}/${tensor}`];

    for (const one of decoderCases)
      it(`agree in outputs, loss and every gradient, teacher-forced and step by step: ${one.name}`, () => {
        const { model, weights, batch } = problem(one);
        engine.defineVariables(weights);
        const { fetches } = engine.compile(gradientStep(model)).run(batchFeeds(batch));
        const shapeOf = shapes(model);
        for (const [name, values] of Object.entries(fetches))
          assertAgrees(
            name,
            { shape: shapeOf[name] ?? [], values },
            expected(one, name.replace('stepwise_', '')),
          );
      });

    for (const one of decoderTrainings)
      it(`take the same twenty steps of Adam: ${one.name}`, () => {
        const { learning_rate, updates } = one.training!;
        const { model, weights, batch } = problem(one);
        const training = trainingConfig({ optimizer: 'adam' });
        engine.defineVariables(new Map([...weights, ...initialSlots(model.parameters, training)]));
        const step = engine.compile(makeTrainStep(model, training, sizes));
        const losses = Array.from({ length: updates }, (_, index) => {
          const feeds = { learningRate: learning_rate, seed: 1, update: index + 1, apply: true };
          return step.run(trainFeeds(batch, training, feeds)).fetches['loss_sum']![0]!;
        });
        assertAgrees('losses', { shape: [updates], values: losses }, expected(one, 'losses'), 1e-4);
        for (const [name, { values }] of engine.readVariables()) {
          const wanted = expected(one, `weight.${name}`)?.values;
          // Slots of the optimizer are none of the oracle's weights.
          if (wanted === undefined) continue;
          const worst = Math.max(...Array.from(values, (value, i) => Math.abs(value - wanted[i]!)));
          assert.ok(worst <= weightTolerance * learning_rate, `${name}: |Δ| is ${worst}`);
        }
      });
  });

/** What the formulas say about all cases, asked once. */
function allAnswers(): Promise<OracleReply> {
  const tensors = allCases.flatMap((one, index): [string, OracleTensor][] => {
    const { weights, batch } = problem(one);
    return [
      ...[...weights].map(([name, value]) => [`${index}/weight.${name}`, value] as [string, OracleTensor]),
      ...Object.entries(batchFeeds(batch)).map(([name, values]) => {
        const { shape } = batchSpecs(sizes)[name]!;
        return [`${index}/batch.${name}`, { shape, values }] as [string, OracleTensor];
      }),
    ];
  });
  return askOracle('decoders.py', { options: allCases, tensors: Object.fromEntries(tensors) });
}

/** The model of a case with random weights (biases too), and a batch; the same whenever it is asked for. */
function problem(one: DecoderCase): {
  model: Seq2SeqModel;
  weights: Map<string, VariableValue>;
  batch: Batch;
} {
  const seed = allCases.indexOf(one);
  const model = buildModel(one.model, {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    // Scores well apart: else the gradients of the attention are differences of almost equal numbers.
    if (name.startsWith('decoder.attention.'))
      values.forEach((value, index) => (values[index] = 2 * (value === 0 ? random() - 0.5 : value)));
    else if (name.endsWith('bias'))
      values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return { model, weights, batch: randomBatch({ ...sizes, vocabularySize, seed }) };
}

/** Forward and backward pass, and the decoder step by step, with everything that is compared as a fetch. */
function gradientStep(model: Seq2SeqModel): Step {
  const trainable = model.parameters.map(({ name }) => name);
  return {
    name: 'gradients',
    feeds: batchSpecs(sizes),
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
      return {
        fetches: {
          encoder_outputs: encoded.outputs,
          logits,
          stepwise_logits: stack(
            steps.map((step) => step.logits),
            1,
          ),
          ...(model.hasAttention
            ? {
                attention: stack(
                  steps.map((step) => step.attention!),
                  1,
                ),
              }
            : {}),
          loss_sum: lossSum,
          ...Object.fromEntries(trainable.map((name, index) => [`gradient.${name}`, gradients[index]!])),
        },
      };
    },
  };
}

function shapes(model: Seq2SeqModel): Record<string, readonly number[]> {
  const { batchSize, sourceTime, targetTime } = sizes;
  return {
    encoder_outputs: [batchSize, sourceTime, model.encodedSizes.outputs],
    logits: [batchSize, targetTime, vocabularySize],
    stepwise_logits: [batchSize, targetTime, vocabularySize],
    attention: [batchSize, targetTime, sourceTime],
    loss_sum: [],
    ...Object.fromEntries(model.parameters.map(({ name, shape }) => [`gradient.${name}`, shape])),
  };
}
