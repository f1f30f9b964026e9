import '@tensorflow/tfjs-backend-cpu';
import assert from 'node:assert/strict';
import type { Engine } from '../../src/core/step/engine';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { selectEngine } from '../../src/engine/selectEngine';
import { trainingConfig } from '../support/seq2seqFixture';
import { wasmFolder } from '../support/wasmFolder';
import { assertAgrees } from './assertAgrees';
import type { OracleReply } from './python';
import { askAboutCases, problem, sizes } from './seq2seqProblem';
import { trainingCases } from './trainingCases';

/** Largest difference of a weight after all updates, in learning rates. */
const weightTolerance = 0.02;
/** Of all cases: thresholds of clipping are chosen for its gradients. */
const seed = 184;

let oracle: OracleReply | undefined;

/** The ops that are single kernels on the WebAssembly engine are composed on the other one. */
for (const preference of ['wasm', 'eager'] as const)
  describe(`training against PyTorch in float64, on the engine ${preference}`, function () {
    this.timeout(180_000);
    let engine: Engine;

    before(async () => {
      oracle ??= await askAboutCases(trainingCases, () => seed);
      engine = await selectEngine({ preference, wasmFolder, threads: 1 });
    });
    after(() => engine.dispose());

    trainingCases.forEach((one, index) => {
      it(`takes the same twenty steps: ${one.name}`, () => {
        const expected = (tensor: string) => oracle?.tensors[`${index}/${tensor}`];
        const { model, weights, batch } = problem(one, seed);
        const options = one.training!;
        const training = trainingConfig({
          optimizer: options.optimizer,
          adam_betas: [...options.betas],
          clip_grad_norm: options.clip,
          clip_grad_val: options.clip_val,
          weight_decay: options.weight_decay,
          momentum: options.momentum,
          nesterov: options.nesterov,
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
        assertAgrees('losses', { shape, values: losses }, expected('losses'), 1e-4);
        assertAgrees('norms', { shape, values: norms }, expected('norms'), 1e-4);
        const clipped = norms.filter((norm) => norm > options.clip).length;
        assert.ok(
          clipped > 0 && clipped < options.updates,
          `${clipped} of ${options.updates} steps were clipped: ${norms.join(' ')}`,
        );
        const after = engine.readVariables();
        for (const { name } of model.parameters) {
          const wanted = expected(`weight.${name}`)!.values;
          const { values } = after.get(name)!;
          const worst = Math.max(...Array.from(values, (value, i) => Math.abs(value - wanted[i]!)));
          assert.ok(
            worst <= weightTolerance * options.learning_rate,
            `${name}: |Δ| is ${(worst / options.learning_rate).toExponential(2)} learning rates`,
          );
        }
      });
    });
  });
