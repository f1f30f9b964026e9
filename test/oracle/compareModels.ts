import '@tensorflow/tfjs-backend-cpu';
import { stack, tensor1d, unstack, type Tensor, type Tensor1D, type Tensor3D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { DecoderStepOutput } from '../../src/core/model/model';
import type { Engine } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { trainableOf } from '../../src/core/train/batchGradients';
import { batchFeeds, batchSpecs, batchTensors } from '../../src/core/model/batchSpecs';
import { lossDivisor } from '../../src/core/train/loss';
import { lossAndGradients } from '../../src/core/train/lossAndGradients';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { trainingConfig } from '../support/seq2seqFixture';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import { askAboutModels, type ModelCase, type ModelProblem } from './modelCase';
import type { OracleReply, OracleTensor } from './python';

/** Relative to the largest loss or norm of all updates: their errors add up. */
const updateTolerance = 1e-4;
/** Largest difference of a weight after all updates, in learning rates: Adam moves by as much, however small the gradient. */
const weightTolerance = 0.02;

export interface ModelComparison {
  /** What is compared with what; the engine's name is added. */
  readonly title: string;
  /** The formulas: `answer = answers(forward)` of `models.py`. */
  readonly script: `${string}.py`;
  readonly cases: readonly ModelCase[];
  /** What is compared of the logits, by the script's name for it; default: they themselves. */
  readonly shown?: readonly [name: string, of: (logits: Tensor3D) => Tensor3D];
  /** What is checked beyond the losses, norms and weights after the updates of a case. */
  readonly checkUpdates?: (norms: readonly number[], one: ModelCase) => void;
}

/** A case at its place in the list. */
interface PosedCase extends ModelCase {
  readonly posed: () => ModelProblem;
  /** What the oracle says, by the name of the tensor. */
  readonly expected: (name: string) => OracleTensor | undefined;
}

/**
 * The tests of models against formulas in float64, on both engines: outputs, loss and every gradient, the decoder step by
 * step, and updates by an optimizer. Ops that are single kernels on the WebAssembly engine are composed on the other one.
 */
export function compareModels(comparison: ModelComparison): void {
  const { title, script, cases } = comparison;
  let oracle: OracleReply | undefined;
  for (const preference of ['wasm', 'eager'] as const)
    describe(`${title}, on the engine ${preference}`, function () {
      this.timeout(180_000);
      let engine: Engine;

      before(async () => {
        oracle ??= await askAboutModels(script, cases);
        engine = await selectEngine({ preference, wasmFolder, threads: 1 });
      });
      after(() => engine.dispose());

      const posed = cases.map((one, index): PosedCase => ({
        ...one,
        posed: () => one.problem(index),
        expected: (name) => oracle?.tensors[`${index}/${name}`],
      }));
      for (const [name, group] of byGroup(posed)) {
        it(`agree in outputs, loss and every gradient, at once and step by step: ${name}`, () => {
          for (const one of group) comparePass(engine, one, comparison);
        });
        const trained = group.filter(({ updates = 0 }) => updates > 0);
        if (trained.length > 0)
          it(`take the same ${trained[0]!.updates!} updates: ${name}`, () => {
            for (const one of trained) comparison.checkUpdates?.(compareUpdates(engine, one), one);
          });
      }
    });
}

function byGroup(cases: readonly PosedCase[]): ReadonlyMap<string, readonly PosedCase[]> {
  const groups = new Map<string, PosedCase[]>();
  for (const one of cases) {
    const { group = one.name } = one;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return groups;
}

function comparePass(engine: Engine, one: PosedCase, comparison: ModelComparison): void {
  const problem = one.posed();
  engine.defineVariables(problem.weights);
  const { step, shapes } = passStep(one, problem, comparison);
  const { fetches } = engine.compile(step).run(batchFeeds(problem.batch));
  for (const [name, values] of Object.entries(fetches)) {
    const what = `${one.name}: ${name}`;
    assertAgrees(what, { shape: shapes.get(name)!, values }, one.expected(name.replace('stepwise_', '')));
  }
}

/**
 * Forward and backward pass, and the decoder step by step, with everything that is compared as a fetch; the shapes of the
 * fetches are known once it has run.
 */
function passStep(
  one: ModelCase,
  { model, batch: shape }: ModelProblem,
  comparison: ModelComparison,
): { step: Step; shapes: ReadonlyMap<string, readonly number[]> } {
  const training = trainingConfig(one.training);
  const trainable = trainableOf(model).map(({ name }) => name);
  const [shown, showOf] = comparison.shown ?? ['logits', (logits: Tensor3D) => logits];
  const shapes = new Map<string, readonly number[]>();
  const step: Step = {
    name: 'pass',
    feeds: batchSpecs(shape),
    body: (variables, feeds) => {
      const batch = batchTensors(feeds);
      const dropout = one.dropout === undefined ? undefined : { key: tensor1d([...one.dropout], 'int32') };
      const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
        trainable,
        divisor: lossDivisor(training.normalization, batch.targets.lengths),
        smoothing: training.label_smoothing,
        ...(dropout === undefined ? {} : { dropout }),
      });
      const { encoded, state } = model.encode(variables, batch.source, dropout);
      const steps: DecoderStepOutput[] = [];
      for (const ids of unstack(batch.targetInputIds, 1))
        steps.push(model.decodeStep(variables, encoded, steps.at(-1)?.state ?? state, ids as Tensor1D));
      const ofSteps = (of: (step: DecoderStepOutput) => Tensor) => stack(steps.map(of), 1) as Tensor3D;
      const fetches: Record<string, Tensor> = {
        encoder_outputs: encoded.outputs,
        [shown]: showOf(logits),
        [`stepwise_${shown}`]: showOf(ofSteps((step) => step.logits)),
        ...(model.hasAttention ? { attention: ofSteps((step) => step.attention!) } : {}),
        loss_sum: lossSum,
        ...Object.fromEntries(trainable.map((name, index) => [`gradient.${name}`, gradients[index]!])),
      };
      for (const [name, { shape }] of Object.entries(fetches)) shapes.set(name, shape);
      return { fetches };
    },
  };
  return { step, shapes };
}

/** @returns the norms of the gradients, before clipping */
function compareUpdates(engine: Engine, { posed, expected, ...one }: PosedCase): number[] {
  const { model, weights, batch } = posed();
  const training = trainingConfig(one.training);
  engine.defineVariables(new Map([...weights, ...initialSlots(model.parameters, training)]));
  const step = engine.compile(makeTrainStep(model, training, batch));
  const losses: number[] = [];
  const norms: number[] = [];
  for (let update = 1; update <= one.updates!; update++) {
    const options = { learningRate: training.learning_rate, seed: 1, update, apply: true };
    const { fetches } = step.run(trainFeeds(batch, training, options));
    losses.push(fetches['loss_sum']![0]!);
    norms.push(fetches['gradient_norm']![0]!);
  }
  const shape = [losses.length];
  assertAgrees('losses', { shape, values: losses }, expected('losses'), updateTolerance);
  assertAgrees('norms', { shape, values: norms }, expected('norms'), updateTolerance);
  const after = engine.readVariables();
  for (const { name } of trainableOf(model)) {
    const wanted = expected(`weight.${name}`)!.values;
    const { values } = after.get(name)!;
    assert.equal(values.length, wanted.length, name);
    const worst = Math.max(...wanted.map((value, i) => Math.abs(value - values[i]!)));
    const inLearningRates = worst / training.learning_rate;
    assert.ok(
      inLearningRates <= weightTolerance,
      `${name}: |Δ| is ${inLearningRates.toExponential(2)} learning rates`,
    );
  }
  return norms;
}
