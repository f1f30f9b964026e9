import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  add,
  addN,
  engine,
  matMul,
  mul,
  relu,
  reshape,
  stack,
  sum,
  tanh,
  tidy,
  unstack,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lstmSequenceWithMemory } from '../../../src/core/ops/lstmSequence';
import { scanKernel } from '../../../src/core/ops/recordScan';
import { scan } from '../../../src/core/ops/scan';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { traceStep } from '../../../src/engine/trace/traceStep';
import { executeProgram } from '../../support/executeProgram';
import { assertClose, randomTensor } from '../../support/fusedOp';
import { wasmFolder } from '../../support/wasmFolder';
import { scanTarget } from '../../support/scanTarget';
import { floats } from '../engine/trace/traceSupport';

const batch = 2;
const units = 3;

type Names = 'h' | 'total' | 'x' | 'gain' | 'weights' | 'bias';
type Layer = (inputs: Record<Names, Tensor>, backward: boolean) => Tensor[];

const shapes = (time: number): Record<Names, number[]> => ({
  h: [batch, units],
  total: [batch, units],
  x: [time, batch, units],
  gain: [time, batch, 1],
  weights: [units, units],
  bias: [units],
});

/** A layer with a carry of two tensors, two sequences, two constants and two outputs. */
const scanned: Layer = ({ h, total, x, gain, weights, bias }, backward) => {
  const { carry, outputs } = scan({
    name: 'layer',
    carry: { h, total },
    sequences: { x, gain },
    constants: { weights, bias },
    backward,
    body: (state, slices, whole) => {
      const next = tanh(add(add(matMul(state.h, whole.weights), slices.x), whole.bias));
      return {
        carry: { h: next, total: add(state.total, mul(next, slices.gain)) },
        outputs: { next, product: mul(state.total, next) },
      };
    },
  });
  return [carry.h, carry.total, outputs.next, outputs.product];
};

/** The same as a loop. */
const looped: Layer = (inputs, backward) => {
  const { x, gain, weights, bias } = inputs;
  let { h, total } = inputs;
  const slices = (sequence: Tensor) =>
    sequence.shape[0] === 1 ? [reshape(sequence, sequence.shape.slice(1))] : unstack(sequence);
  const xs = slices(x);
  const gains = slices(gain);
  const order = backward ? [...xs.keys()].reverse() : [...xs.keys()];
  const next: Tensor[] = [];
  const products: Tensor[] = [];
  for (const t of order) {
    h = next[t] = tanh(add(add(matMul(h, weights), xs[t]!), bias));
    products[t] = mul(total, h);
    total = add(total, mul(h, gains[t]!));
  }
  return [h, total, stack(next), stack(products)];
};

/** Values and gradients of all inputs, for given gradients of the values. */
function differentiate(
  layer: Layer,
  inputs: Record<Names, Tensor>,
  gradients: readonly Tensor[],
  backward: boolean,
): Tensor[] {
  let values: Tensor[] = [];
  const { grads } = engine().gradients<Scalar>(() => {
    values = layer(inputs, backward).map((value) => engine().keep(value));
    return addN(values.map((value, index) => sum<Scalar>(mul(value, gradients[index]!))));
  }, Object.values(inputs));
  return [...values, ...grads];
}

const problems = fc.record({
  time: fc.integer({ min: 1, max: 5 }),
  backward: fc.boolean(),
  seed: fc.nat(1000),
});

function makeInputs(time: number, seed: number): { inputs: Record<Names, Tensor>; gradients: Tensor[] } {
  const inputs = Object.fromEntries(
    Object.entries(shapes(time)).map(([name, shape], index) => [name, randomTensor(shape, seed + index, 1)]),
  ) as Record<Names, Tensor>;
  const { h, total, x } = shapes(time);
  return {
    inputs,
    gradients: [h, total, x, x].map((shape, index) => randomTensor(shape, seed + 50 + index)),
  };
}

function numbered(tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.entries());
}

describe('a scan', () => {
  before(async () => {
    await selectEngine({ preference: 'eager', wasmFolder, threads: 1 });
  });
  beforeEach(() => {
    activateBackend('cpu');
  });

  it('is a loop over time, with its gradients', () => {
    fc.assert(
      fc.property(problems, ({ time, backward, seed }) => {
        tidy(() => {
          const { inputs, gradients } = makeInputs(time, seed);
          const actual = differentiate(scanned, inputs, gradients, backward);
          const expected = differentiate(looped, inputs, gradients, backward);
          actual.forEach((value, index) =>
            assertClose(value.dataSync(), expected[index]!.dataSync(), 2e-6, `result ${index}`, 1e-2),
          );
          for (const value of [...actual, ...expected]) value.dispose();
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is one call when it is recorded, and so is its gradient, with the same results', () => {
    fc.assert(
      fc.property(problems, ({ time, backward, seed }) => {
        const names = Object.keys(shapes(time)) as Names[];
        const { h, total, x } = shapes(time);
        const gradientSpecs = [h, total, x, x].map((shape) => floats(...shape));
        const program = traceStep(
          {
            name: 'scan',
            feeds: {
              ...Object.fromEntries(names.map((name) => [name, floats(...shapes(time)[name])])),
              ...Object.fromEntries(gradientSpecs.map((spec, index) => [`d${index}`, spec])),
            },
            body: (_variables, feeds) => {
              const inputs = Object.fromEntries(names.map((name) => [name, feeds[name]!])) as Record<
                Names,
                Tensor
              >;
              const gradients = gradientSpecs.map((_, index) => feeds[`d${index}`]!);
              return { fetches: numbered(differentiate(scanned, inputs, gradients, backward)) };
            },
          },
          {},
          scanTarget,
        );
        const scans = program.calls.filter(({ kernel }) => kernel === scanKernel);
        assert.equal(scans.length, 2);
        assert.deepEqual(
          scans.map(({ attributes }) => attributes['backward']),
          [backward, !backward],
        );
        activateBackend('cpu');
        tidy(() => {
          const { inputs, gradients } = makeInputs(time, seed);
          const feeds: Record<string, Tensor> = { ...inputs };
          gradients.forEach((gradient, index) => (feeds[`d${index}`] = gradient));
          const results = executeProgram(program, feeds);
          differentiate(looped, inputs, gradients, backward).forEach((expected, index) =>
            assertClose(results[index]!.dataSync(), expected.dataSync(), 2e-6, `result ${index}`, 1e-2),
          );
        });
      }),
      { numRuns: 20 },
    );
  });

  it('is recorded without its gradient where that is written by hand', () => {
    const shape = { projected: [4, batch, 4 * units], recurrentKernel: [units, 4 * units] };
    const feeds = {
      projected: floats(...shape.projected),
      recurrentKernel: floats(...shape.recurrentKernel),
      h: floats(batch, units),
      c: floats(batch, units),
      mask: floats(4, batch),
    };
    const names = ['projected', 'recurrentKernel', 'h', 'c'] as const;
    const run = (tensors: Readonly<Record<string, Tensor>>) => {
      const xs = names.map((name) => tensors[name]!);
      const { value, grads } = engine().gradients(() => {
        const { outputs, lastC } = lstmSequenceWithMemory({
          projected: xs[0] as Tensor3D,
          recurrentKernel: xs[1] as Tensor2D,
          h: xs[2] as Tensor2D,
          c: xs[3] as Tensor2D,
          mask: tensors['mask'] as Tensor2D,
          backward: true,
        });
        return add(sum<Scalar>(mul(outputs, outputs)), sum<Scalar>(lastC));
      }, xs);
      return [value, ...grads];
    };
    const program = traceStep(
      { name: 'lstm', feeds, body: (_variables, tensors) => ({ fetches: numbered(run(tensors)) }) },
      {},
      scanTarget,
    );
    const scans = program.calls.filter(({ kernel }) => kernel === scanKernel);
    assert.deepEqual(
      scans.map(({ attributes: { name, gradientBody } }) => [name, gradientBody]),
      [
        ['lstm', -1],
        ['lstmGradient', -1],
      ],
    );
    activateBackend('cpu');
    tidy(() => {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, spec], index) => [name, randomTensor([...spec.shape], index, 1)]),
      );
      tensors['mask'] = relu(tanh(mul(tensors['mask']!, 1e9)));
      const results = executeProgram(program, tensors);
      run(tensors).forEach((expected, index) =>
        assertClose(results[index]!.dataSync(), expected.dataSync(), 2e-6, `result ${index}`),
      );
    });
  });

  it('needs a sequence', () => {
    assert.throws(
      () =>
        scan({
          name: 'empty',
          carry: {},
          sequences: {},
          constants: {},
          body: () => ({ carry: {}, outputs: {} }),
        }),
      /"empty" has no sequence/,
    );
  });
});
