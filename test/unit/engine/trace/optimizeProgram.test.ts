import * as tf from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statelessUniform } from '../../../../src/core/ops/statelessUniform';
import type { NamedTensors, Step } from '../../../../src/core/step/step';
import { EagerEngine } from '../../../../src/engine/eagerEngine';
import { attributeKey } from '../../../../src/engine/trace/optimize/attributeKey';
import { optimizeProgram } from '../../../../src/engine/trace/optimize/optimizeProgram';
import { resultValues } from '../../../../src/engine/trace/optimize/replaceValues';
import type { Program, ValueId } from '../../../../src/engine/trace/program';
import { recordStep, traceStep } from '../../../../src/engine/trace/traceStep';
import { wasmTarget } from '../../../../src/engine/wasm/wasmTarget';
import { assertClose } from '../../../support/fusedOp';
import { randomNumbers, wasmEngine } from '../../../support/seq2seqFixture';
import { replayOnce } from './replayOnce';
import { floats, ints, makeStep } from './traceSupport';

const trace = (step: Step) => traceStep(step, {}, wasmTarget);
const kernels = ({ calls }: Program) => calls.map(({ kernel }) => kernel);
const ofX = (body: (x: tf.Tensor) => tf.Tensor) =>
  makeStep({ x: floats(2, 3) }, ({ x }) => ({ fetches: { y: body(x!) } }));

const feeds = { x: floats(4, 6), y: floats(4, 6), z: floats(4, 6) };
const edgeNumber = fc.constantFrom(0, -0, 1, 0.5, Infinity, -Infinity, NaN);

const limit = fc.constantFrom(0, -0, 1, Infinity, -Infinity);

/** Ops that take and give `[4, 6]`, among them many that change nothing. */
const operation: fc.Arbitrary<(a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = fc.oneof(
  fc
    .constantFrom('add' as const, 'sub' as const, 'mul' as const, 'maximum' as const)
    .map((name) => (a: tf.Tensor, b: tf.Tensor) => tf[name](a, b)),
  fc
    .constantFrom('neg' as const, 'square' as const, 'tanh' as const, 'relu' as const, 'clone' as const)
    .map((name) => (a: tf.Tensor) => tf[name](a)),
  fc.tuple(limit, limit).map(
    ([low, high]) =>
      (a: tf.Tensor) =>
        tf.clipByValue(a, Math.min(low, high), Math.max(low, high)),
  ),
  edgeNumber.map((number) => (a: tf.Tensor) => tf.mul(a, number)),
  edgeNumber.map(
    (number) => (a: tf.Tensor) =>
      tf.slice(
        tf.pad(
          a,
          [
            [0, 1],
            [0, 0],
          ],
          number,
        ),
        [1, 0],
        [4, 6],
      ),
  ),
  fc.constant((a: tf.Tensor) => tf.transpose(tf.transpose(a))),
  fc.constant((a: tf.Tensor) => tf.transpose(a, [0, 1])),
  fc.constant((a: tf.Tensor) => tf.reshape(tf.transpose(tf.reshape(a, [4, 1, 6]), [1, 0, 2]), [4, 6])),
  fc
    .constantFrom<number[]>([4, 6], [24], [2, 12])
    .map((shape) => (a: tf.Tensor) => tf.reshape(tf.reshape(a, shape), [4, 6])),
  fc.constant((a: tf.Tensor) => tf.concat(tf.split(a, 2, 1), 1)),
  fc.constant((a: tf.Tensor) => tf.concat(tf.split(a, 1, 1), 1)),
  fc.constant((a: tf.Tensor) => tf.stack(tf.unstack(a))),
  fc.constant((a: tf.Tensor) => tf.tile(tf.sum(a, 0, true), [4, 1])),
  fc.constant((a: tf.Tensor) => tf.cast(tf.greater(a, 0), 'float32')),
  fc.constant((a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, tf.matMul(b, b, true))),
);

/** A step of random operations, each on results of earlier ones; some results are fetched. */
const randomStep: fc.Arbitrary<Step> = fc
  .record({
    operations: fc.array(fc.tuple(operation, fc.nat(), fc.nat()), { minLength: 1, maxLength: 25 }),
    fetched: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  })
  .map(({ operations, fetched }) =>
    makeStep(feeds, (tensors: NamedTensors) => {
      const values = Object.values(tensors);
      const pick = (index: number) => values[index % values.length]!;
      for (const [op, a, b] of operations) values.push(op(pick(a), pick(b)));
      const chosen = fetched.map((index, i) => [`y${i}`, pick(values.length - 1 - (index % values.length))]);
      return { fetches: Object.fromEntries(chosen) as NamedTensors };
    }),
  );

const values = Object.fromEntries(
  Object.keys(feeds).map((name, index) => {
    const random = randomNumbers(index + 1);
    return [name, Float32Array.from({ length: 24 }, () => 4 * random() - 2)];
  }),
);

describe('optimizeProgram', () => {
  let eager: EagerEngine;

  before(async () => {
    const { info } = await wasmEngine();
    eager = new EagerEngine(info, 'wasm');
  });

  it('changes no bit of what a program computes', () => {
    fc.assert(
      fc.property(randomStep, (step) => {
        const program = traceStep(step, {}, wasmTarget, { sumOfMatMuls: false });
        const expected = eager.compile(step).run(values).fetches;
        assert.deepEqual(replayOnce(program, values), expected);
      }),
    );
  });

  it('leaves no call twice, none unread, and no more than there were', () => {
    fc.assert(
      fc.property(randomStep, (step) => {
        const recorded = recordStep(step, {}, wasmTarget);
        const { calls, ...program } = optimizeProgram(recorded);
        assert.ok(calls.length <= recorded.calls.length);
        const read = resultValues({ calls, ...program });
        const keys = new Set<string>();
        for (const { kernel, inputs, outputs, attributes } of calls.toReversed()) {
          assert.ok(
            outputs.some((id) => read.has(id)),
            `${kernel} is not read`,
          );
          for (const id of inputs) read.add(id);
          keys.add(`${kernel} ${inputs.join()} ${attributeKey(attributes)}`);
        }
        assert.equal(keys.size, calls.length);
      }),
    );
  });

  it('marks the last use of everything that is no result, once', () => {
    fc.assert(
      fc.property(randomStep, (step) => {
        const program = trace(step);
        const live = new Set<ValueId>([...Object.values(program.feeds), ...program.constants.keys()]);
        const inputs = new Set(live);
        for (const { inputs: read, outputs, frees } of program.calls) {
          for (const id of read) assert.ok(live.has(id), `%${id} is read when it is not there`);
          for (const id of outputs) live.add(id);
          for (const id of frees) {
            assert.ok(!inputs.has(id), 'an input is freed');
            assert.ok(live.delete(id), `%${id} is freed twice`);
          }
        }
        const results = resultValues(program);
        for (const id of results) assert.ok(live.has(id), 'a result is freed');
        for (const id of live) assert.ok(inputs.has(id) || results.has(id), `%${id} is never freed`);
      }),
    );
  });

  it('numbers exactly the values that are there', () => {
    fc.assert(
      fc.property(randomStep, (step) => {
        const program = trace(step);
        const used = new Set([
          ...Object.values(program.feeds),
          ...program.constants.keys(),
          ...program.calls.flatMap(({ outputs }) => outputs),
        ]);
        assert.deepEqual(
          [...used].sort((a, b) => a - b),
          program.values.map((_, id) => id),
        );
      }),
    );
  });

  it('tells attributes apart that JSON takes for the same', () => {
    const distinct = [
      Infinity,
      -Infinity,
      NaN,
      0,
      -0,
      1,
      '1',
      'NaN',
      [0],
      [-0],
      [1, 2],
      ['1,2'],
      true,
      'true',
      {},
    ];
    assert.equal(new Set(distinct.map(attributeKey)).size, distinct.length);
    assert.equal(attributeKey({ a: 1, b: [NaN] }), attributeKey({ b: [NaN], a: 1 }));

    const clipped = (...limits: number[]) =>
      kernels(
        trace(
          ofX((x) =>
            tf.addN(
              limits.map((limit) => tf.engine().runKernel<tf.Tensor>('ClipByValue', { x }, clip(limit))),
            ),
          ),
        ),
      ).filter((kernel) => kernel === 'ClipByValue').length;
    const clip = (clipValueMin: number) => ({ clipValueMin, clipValueMax: Infinity });
    assert.equal(clipped(-Infinity, NaN, 0, -0), 4);
    assert.equal(clipped(NaN, NaN, -0, -0), 2);
  });

  it('tells constants apart by their bits', () => {
    const constants = (...numbers: number[]) =>
      trace(ofX((x) => tf.addN(numbers.map((number) => tf.mul(x, number))))).constants.size;
    assert.equal(constants(0, -0, 1), 3);
    assert.equal(constants(1, 1, NaN, NaN), 2);
  });

  it('merges no random draws, not even alike ones', () => {
    const key = ints(2);
    const drawing = makeStep({ key }, (tensors) => {
      const draw = (site: number) =>
        statelessUniform(tensors['key'] as tf.Tensor1D, { site, time: 1, rows: 2, units: 2 });
      return { fetches: { y: tf.addN([draw(1), draw(1), draw(2)]) } };
    });
    assert.equal(kernels(trace(drawing)).filter((kernel) => kernel === 'StatelessUniform').length, 3);
  });

  it('removes what changes nothing', () => {
    const nothing = (body: (x: tf.Tensor) => tf.Tensor) => kernels(trace(ofX(body)));
    assert.deepEqual(
      nothing((x) => tf.reshape(x, [2, 3])),
      [],
    );
    assert.deepEqual(
      nothing((x) => tf.transpose(x, [0, 1])),
      [],
    );
    assert.deepEqual(
      nothing((x) => tf.engine().runKernel('Cast', { x }, { dtype: 'float32' })),
      [],
    );
    assert.deepEqual(
      nothing((x) => tf.reshape(tf.reshape(tf.expandDims(x), [6]), [3, 2])),
      ['Reshape'],
    );
    assert.deepEqual(
      nothing((x) => tf.transpose(tf.expandDims(x, 1), [1, 0, 2])),
      ['Reshape'],
    );
    assert.deepEqual(
      nothing((x) => tf.transpose(x)),
      ['Transpose'],
    );
  });
});

describe('sumOfMatMuls', () => {
  const rows = [2, 3, 1, 4];
  const parts = Object.fromEntries(
    rows.flatMap((count, index) => [
      [`a${index}`, floats(count, 5)],
      [`b${index}`, floats(count, 6)],
    ]),
  );
  const partValues = Object.fromEntries(
    Object.entries(parts).map(([name, { shape }], index) => {
      const random = randomNumbers(50 + index);
      return [name, Float32Array.from({ length: shape[0]! * shape[1]! }, () => random() - 0.5)];
    }),
  );
  const term = (tensors: NamedTensors, index: number) =>
    tf.matMul(tensors[`a${index}`] as tf.Tensor2D, tensors[`b${index}`] as tf.Tensor2D, true);

  const compare = (sum: (tensors: NamedTensors) => tf.Tensor, expectedKernels: readonly string[]) => {
    const step = makeStep(parts, (tensors) => ({ fetches: { sum: sum(tensors) } }));
    const program = trace(step);
    assert.deepEqual(kernels(program).sort(), [...expectedKernels].sort());
    const plain = traceStep(step, {}, wasmTarget, { sumOfMatMuls: false });
    assertClose(replayOnce(program, partValues)['sum']!, replayOnce(plain, partValues)['sum']!, 1e-6);
  };

  it('makes one product of many, in whatever order they are added', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 3 }), fc.boolean(), (order, nested) => {
        compare(
          (tensors) => {
            const terms = order.map((index) => term(tensors, index));
            const [first, second, ...others] = terms;
            return nested
              ? tf.add(
                  tf.add(
                    first!,
                    others.reduce((sum, next) => tf.add(sum, next)),
                  ),
                  second!,
                )
              : terms.reduce((sum, next) => tf.add(next, sum));
          },
          ['Concat', 'Concat', 'BatchMatMul'],
        );
      }),
    );
  });

  it('keeps what else is added', () => {
    compare(
      (tensors) =>
        tf.add(
          [0, 1, 2].map((index) => term(tensors, index)).reduce((a, b) => tf.add(a, b)),
          tf.ones([5, 6]),
        ),
      ['Concat', 'Concat', 'BatchMatMul', 'Fill', 'Add'],
    );
  });

  it('leaves alone few terms, terms that others read, and broadcasts', () => {
    compare((tensors) => tf.add(term(tensors, 0), term(tensors, 1)), ['BatchMatMul', 'BatchMatMul', 'Add']);
    compare(
      (tensors) => {
        const [a, b, c] = [0, 1, 2].map((index) => term(tensors, index)) as [tf.Tensor, tf.Tensor, tf.Tensor];
        return tf.mul(tf.add(tf.add(a, b), c), a);
      },
      ['BatchMatMul', 'BatchMatMul', 'BatchMatMul', 'Add', 'Add', 'Multiply'],
    );
  });

  it('adds up rows at once, and the products of batches', () => {
    compare(
      (tensors) => [0, 1, 2].map((index) => tf.sum(tensors[`a${index}`]!, 0)).reduce((a, b) => tf.add(a, b)),
      ['Concat', 'Sum'],
    );
    compare(
      (tensors) =>
        [0, 1, 2]
          .map((index) => {
            const [a, b] = [tensors[`a${index}`]!, tensors[`b${index}`]!].map((tensor) =>
              tf.expandDims(tensor),
            );
            return tf.matMul(a!, b!, true);
          })
          .reduce((a, b) => tf.add(a, b)),
      [...Array<string>(6).fill('Reshape'), 'Concat', 'Concat', 'BatchMatMul'],
    );
  });
});
