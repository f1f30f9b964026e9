import '@tensorflow/tfjs-backend-cpu';
import {
  memory,
  tensor2d,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { composeGruSequence, gruSequence } from '../../../src/core/ops/gruSequence';
import {
  composeLstmSequence,
  lstmSequence,
  lstmSequenceWithMemory,
  type LstmSequenceInput,
} from '../../../src/core/ops/lstmSequence';
import { composeRnnSequence, rnnSequence } from '../../../src/core/ops/rnnSequence';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { assertClose, randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { wasmFolder } from '../../support/wasmFolder';

/** Of the largest value of a tensor: two orders of float32 additions. */
const tolerance = 1e-5;

const sizes = fc.record({
  time: fc.integer({ min: 1, max: 6 }),
  batch: fc.integer({ min: 1, max: 5 }),
  units: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(1000),
  /** Tokens of each row, more than there are batch rows; undefined for no mask. */
  lengths: fc.option(fc.array(fc.nat(6), { minLength: 5, maxLength: 5 }), { nil: undefined }),
  backward: fc.boolean(),
});
type Sizes = typeof sizes extends fc.Arbitrary<infer Value> ? Value : never;

interface Inputs {
  readonly projected: Tensor3D;
  readonly recurrentKernel: Tensor2D;
  readonly recurrentBias: Tensor1D;
  readonly h: Tensor2D;
  readonly c: Tensor2D;
  readonly mask: Tensor2D | undefined;
  readonly backward: boolean;
}

function makeInputs({ time, batch, units, seed, lengths, backward }: Sizes, gates: number): Inputs {
  return {
    projected: randomTensor([time, batch, gates * units], seed, 3) as Tensor3D,
    recurrentKernel: randomTensor([units, gates * units], seed + 1, 1) as Tensor2D,
    recurrentBias: randomTensor([gates * units], seed + 2, 1) as Tensor1D,
    h: randomTensor([batch, units], seed + 3, 1) as Tensor2D,
    c: randomTensor([batch, units], seed + 4) as Tensor2D,
    mask:
      lengths &&
      tensor2d(
        Array.from({ length: time }, (_, t) => lengths.slice(0, batch).map((length) => Number(t < length))),
      ),
    backward,
  };
}

/** Compares values and gradients of an op with what tfjs derives from the composition. */
function compare(
  gates: number,
  differentiated: readonly (keyof Inputs)[],
  op: (inputs: Inputs) => Tensor[],
  composition: (inputs: Inputs) => Tensor[],
): void {
  fc.assert(
    fc.property(sizes, (size) => {
      const before = memory().numTensors;
      const inputs = makeInputs(size, gates);
      const xs = differentiated.map((name) => inputs[name] as Tensor);
      const actual = valuesAndGradients(xs, () => op(inputs));
      const expected = valuesAndGradients(xs, () => composition(inputs));
      assert.equal(actual.length, expected.length);
      actual.forEach((values, index) =>
        assertClose(values, expected[index]!, tolerance, `output or gradient ${index}`, 1e-3),
      );
      for (const tensor of Object.values(inputs))
        if (typeof tensor === 'object') (tensor as Tensor).dispose();
      assert.equal(memory().numTensors, before, 'tensors leaked');
    }),
    { numRuns: 60 },
  );
}

for (const backend of ['cpu', 'wasm'] as const)
  describe(`recurrent layers over a sequence, on the backend ${backend}`, () => {
    before(async () => {
      await selectEngine({ preference: backend === 'cpu' ? 'eager' : 'wasm', wasmFolder, threads: 1 });
      activateBackend(backend);
    });

    it('an LSTM equals the composition differentiated by tfjs, whatever the sizes, masks and direction', () => {
      compare(
        4,
        ['projected', 'recurrentKernel', 'h', 'c'],
        (inputs) => [lstmSequence(inputs)],
        (inputs) => [composeLstmSequence(inputs).outputs],
      );
    });

    it('an LSTM whose last memory is read does so too', () => {
      const both = ({ outputs, lastC }: { outputs: Tensor; lastC: Tensor }) => [outputs, lastC];
      compare(
        4,
        ['projected', 'recurrentKernel', 'h', 'c'],
        (inputs) => both(lstmSequenceWithMemory(inputs)),
        (inputs) => both(composeLstmSequence(inputs)),
      );
    });

    it('a GRU equals the composition differentiated by tfjs, whatever the sizes, masks and direction', () => {
      compare(
        3,
        ['projected', 'recurrentKernel', 'recurrentBias', 'h'],
        (inputs) => [gruSequence(inputs)],
        (inputs) => [composeGruSequence(inputs)],
      );
    });

    it('a simple recurrent layer equals the composition differentiated by tfjs, whatever the sizes, masks and direction', () => {
      compare(
        1,
        ['projected', 'recurrentKernel', 'h'],
        (inputs) => [rnnSequence(inputs)],
        (inputs) => [composeRnnSequence(inputs)],
      );
    });

    it('a row without a single token keeps its first state, whatever its inputs', () => {
      tidy(() => {
        const inputs: LstmSequenceInput = {
          projected: randomTensor([3, 2, 8], 1, 100) as Tensor3D,
          recurrentKernel: randomTensor([2, 8], 2) as Tensor2D,
          h: tensor2d([
            [0.25, -0.5],
            [1, 2],
          ]),
          c: tensor2d([
            [3, -4],
            [5, 6],
          ]),
          mask: tensor2d([
            [0, 1],
            [0, 1],
            [0, 1],
          ]),
          backward: false,
        };
        const { outputs, lastC } = lstmSequenceWithMemory(inputs);
        const states = outputs.arraySync();
        for (const state of states) assert.deepEqual(state[0], [0.25, -0.5]);
        assert.deepEqual(lastC.arraySync()[0], [3, -4]);
      });
    });
  });
