import '@tensorflow/tfjs-backend-cpu';
import { scalar, tensor1d, tidy } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adamUpdate } from '../../../src/core/ops/adamUpdate';
import { squaredSum } from '../../../src/core/ops/squaredSum';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { assertClose, randomTensor } from '../../support/fusedOp';
import { wasmFolder } from '../../support/wasmFolder';

const constants = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8 };

interface Case {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly scale: number | undefined;
  readonly applied: boolean;
  readonly update: number;
}

/** Random vectors; v is what squares add up to. */
function makeCase(size: number, seed: number, rest: Pick<Case, 'scale' | 'applied' | 'update'>): Case {
  const values = (offset: number) =>
    tidy(() => Float32Array.from(randomTensor([size], seed + offset).dataSync()));
  return { parameter: values(0), gradient: values(1), m: values(2), v: values(3).map((x) => x * x), ...rest };
}

function run({ parameter, gradient, m, v, scale, applied, update }: Case): Float32Array[] {
  return tidy(() => {
    const next = adamUpdate(
      {
        parameter: tensor1d(parameter),
        gradient: tensor1d(gradient),
        m: tensor1d(m),
        v: tensor1d(v),
        scale: scale === undefined ? undefined : scalar(scale),
        learningRate: scalar(0.01),
        correctionM: scalar(1 - constants.beta1 ** update),
        correctionV: scalar(Math.sqrt(1 - constants.beta2 ** update)),
        applied: scalar(applied, 'bool'),
      },
      constants,
    );
    return [next.parameter, next.m, next.v].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
}

/** Algorithm 1 of Kingma & Ba in double precision. */
function expected({ parameter, gradient, m, v, scale = 1, update }: Case): number[][] {
  const { beta1, beta2, epsilon } = constants;
  const rows = Array.from(parameter, (theta, i) => {
    const g = gradient[i]! * scale;
    const nextM = beta1 * m[i]! + (1 - beta1) * g;
    const nextV = beta2 * v[i]! + (1 - beta2) * g * g;
    const corrected = nextM / (1 - beta1 ** update);
    const root = Math.sqrt(nextV / (1 - beta2 ** update));
    return [theta - (0.01 * corrected) / (root + epsilon), nextM, nextV];
  });
  return [0, 1, 2].map((index) => rows.map((row) => row[index]!));
}

for (const backend of ['cpu', 'wasm'] as const)
  describe(`an update of Adam, on the backend ${backend}`, () => {
    before(async () => {
      await selectEngine({ preference: backend === 'cpu' ? 'eager' : 'wasm', wasmFolder, threads: 1 });
      activateBackend(backend);
    });

    it('is that of Kingma and Ba, with or without a factor', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 40 }),
          fc.nat(1000),
          fc.constantFrom(undefined, 0.25),
          fc.integer({ min: 1, max: 500 }),
          (size, seed, scale, update) => {
            const one = makeCase(size, seed, { scale, update, applied: true });
            const wanted = expected(one);
            run(one).forEach((values, index) => assertClose(values, wanted[index]!, 1e-6, `output ${index}`));
          },
        ),
      );
    });

    it('keeps every bit when it is not applied, even if the gradient is not finite', () => {
      const one = makeCase(9, 5, { scale: NaN, update: 3, applied: false });
      one.gradient[0] = Infinity;
      one.gradient[1] = NaN;
      one.parameter[2] = -0;
      one.m[2] = -0;
      const results = run(one);
      [one.parameter, one.m, one.v].forEach((before, index) => assert.deepEqual(results[index], before));
    });

    it('the sum of squares is that of all elements', () => {
      for (const shape of [[], [1], [3, 4], [2, 3, 5], [1000]]) {
        const x = randomTensor(shape, 3);
        const sum = squaredSum(x);
        assert.deepEqual(sum.shape, []);
        const wanted = Array.from(x.dataSync()).reduce((total, value) => total + value * value, 0);
        assertClose(sum.dataSync(), [wanted], 1e-6);
        x.dispose();
        sum.dispose();
      }
    });
  });
