import '@tensorflow/tfjs-backend-cpu';
import { stack, unstack, type Tensor1D } from '@tensorflow/tfjs-core';
import type { DecoderStepOutput, Seq2SeqModel } from '../../src/core/model/model';
import { batchFeeds, batchSpecs, batchTensors } from '../../src/core/train/batchSpecs';
import { lossDivisor } from '../../src/core/train/loss';
import { lossAndGradients } from '../../src/core/train/lossAndGradients';
import type { Engine } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { selectEngine } from '../../src/engine/selectEngine';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import type { OracleReply, OracleTensor } from './python';
import { attentions, cells, decoderCases, otherCases, stacks, type OracleCase } from './seq2seqCases';
import { askAboutCases, problem, sizes, vocabularySize } from './seq2seqProblem';

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
const allCases = [...grid.flatMap(({ cases }) => cases), ...otherCases];

let oracle: OracleReply | undefined;

/** The ops that are single kernels on the WebAssembly engine are composed on the other one. */
for (const preference of ['wasm', 'eager'] as const)
  describe(`the model against PyTorch in float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await askAboutCases(allCases, (index) => index);
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
  });

/** Forward and backward pass, and the decoder step by step, with everything that is compared as a fetch. */
function gradientStep(model: Seq2SeqModel, { normalization, smoothing = 0 }: OracleCase): Step {
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
        smoothing,
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
