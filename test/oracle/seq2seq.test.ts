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
import { askOracle, type OracleReply, type OracleTensor } from './python';
import {
  attentions,
  cells,
  decoderCases,
  otherCases,
  stacks,
  trainingCases,
  type OracleCase,
} from './seq2seqCases';

const vocabularySize = 9;
const sizes = { batchSize: 8, sourceTime: 6, targetTime: 4 };
/** Relative to the largest value of a tensor: float32 against the oracle's float64. */
const tolerance = 1e-5;

const grid = cells.flatMap((cell) =>
  stacks.flatMap((stack) =>
    attentions.map((attention) => ({
      name: `${cell}, ${stack}, attention ${attention}`,
      cases: decoderCases(cell, stack, attention),
    })),
  ),
);
const allCases = [...grid.flatMap(({ cases }) => cases), ...otherCases, ...trainingCases];

let oracle: OracleReply | undefined;

/** What PyTorch says about all cases, asked once. */
async function allAnswers(): Promise<OracleReply> {
  const tensors = allCases.flatMap((one, index): [string, OracleTensor][] => {
    const { weights, batch } = problem(one, index);
    return [
      ...[...weights].map(([name, value]) => [`${index}/weight.${name}`, value] as [string, OracleTensor]),
      ...Object.entries(batchFeeds(batch)).map(([name, values]) => {
        const { shape } = batchSpecs(sizes)[name]!;
        return [`${index}/batch.${name}`, { shape, values }] as [string, OracleTensor];
      }),
    ];
  });
  return askOracle('seq2seq.py', { options: allCases, tensors: Object.fromEntries(tensors) });
}

/** The ops that are single kernels on the WebAssembly engine are composed on the other one. */
for (const preference of ['wasm', 'eager'] as const)
  describe(`the model against PyTorch in float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await allAnswers();
      engine = await selectEngine({ preference, wasmFolder, threads: 1 });
    });
    after(() => engine.dispose());

    /** What PyTorch says about a case, by the name of the tensor. */
    const expected = (one: OracleCase, tensor: string): OracleTensor | undefined =>
      oracle?.tensors[`${allCases.indexOf(one)}/${tensor}`];

    const compare = (one: OracleCase) => {
      const { model, weights, batch } = problem(one, allCases.indexOf(one));
      engine.defineVariables(weights);
      const step = gradientStep(model, one);
      const { fetches } = engine.compile(step).run(batchFeeds(batch));
      const sizesOf = shapes(model);
      for (const [name, values] of Object.entries(fetches))
        assertAgrees(
          `${one.name}: ${name}`,
          { shape: sizesOf[name] ?? [], values },
          expected(one, name.replace('stepwise_', '')),
          tolerance,
        );
    };

    for (const { name, cases } of grid)
      it(`agrees in outputs, loss and every gradient: ${name}`, () => {
        for (const one of cases) compare(one);
      });

    for (const one of otherCases)
      it(`agrees: ${one.name}`, () => {
        compare(one);
      });

    for (const one of trainingCases)
      it(`takes the same twenty steps: ${one.name}`, () => {
        const { model, weights, batch } = problem(one, allCases.indexOf(one));
        const options = one.training!;
        const training = trainingConfig({
          optimizer: options.optimizer,
          adam_betas: [...options.betas],
          clip_grad_norm: options.clip,
          normalization: one.normalization,
        });
        engine.defineVariables(new Map([...weights, ...initialSlots(model.parameters, training)]));
        const step = engine.compile(makeTrainStep(model, training, sizes));
        const losses: number[] = [];
        const norms: number[] = [];
        for (let update = 1; update <= options.updates; update++) {
          const { fetches } = step.run(
            trainFeeds(batch, training, {
              learningRate: options.learning_rate,
              seed: 1,
              update,
              apply: true,
            }),
          );
          losses.push(fetches['loss_sum']![0]!);
          norms.push(fetches['gradient_norm']![0]!);
        }
        const shape = [options.updates];
        assertAgrees('losses', { shape, values: losses }, expected(one, 'losses'), 1e-4);
        assertAgrees('norms', { shape, values: norms }, expected(one, 'norms'), 1e-4);
        const clipped = norms.filter((norm) => norm > options.clip).length;
        assert.ok(
          clipped > 0 && clipped < options.updates,
          `${clipped} of ${options.updates} steps were clipped`,
        );
        const after = engine.readVariables();
        for (const { name } of model.parameters)
          assertAgrees(name, after.get(name)!, expected(one, `weight.${name}`), 1e-4);
      });
  });

/** The model of a case with random weights (biases too), and a batch; the same whenever it is asked for. */
function problem(
  one: OracleCase,
  seed: number,
): { model: Seq2SeqModel; weights: Map<string, VariableValue>; batch: Batch } {
  const model = buildModel(one.model, {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
  const weights = initializeParameters(model.parameters, seed);
  const random = randomNumbers(seed);
  for (const [name, { values }] of weights)
    // Scores well apart: else the gradients of the attention are differences of almost equal numbers.
    if (name.startsWith('decoder.attention.'))
      values.forEach((value, index) => (values[index] = 1.5 * value));
    else if (name.endsWith('bias'))
      values.forEach((value, index) => (values[index] = value + random() - 0.5));
  return { model, weights, batch: randomBatch({ ...sizes, vocabularySize, seed }) };
}

/** Forward and backward pass, and the decoder step by step, with everything that is compared as a fetch. */
function gradientStep(model: Seq2SeqModel, { normalization }: OracleCase): Step {
  const trainable = model.parameters.map(({ name }) => name);
  return {
    name: 'gradients',
    feeds: batchSpecs(sizes),
    body: (variables, feeds) => {
      const batch = batchTensors(feeds);
      const { encoded, state } = model.encode(variables, batch.source);
      const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
        trainable,
        divisor: lossDivisor(normalization, batch.targets.lengths),
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
