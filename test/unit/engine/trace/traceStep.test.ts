import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  dropout,
  engine,
  getBackend,
  grad,
  keep,
  matMul,
  memory,
  mul,
  multinomial,
  ones,
  randomNormal,
  randomUniform,
  setBackend,
  square,
  sum,
  tensor,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import assert from 'node:assert/strict';
import { statelessUniform } from '../../../../src/core/ops/statelessUniform';
import type { Step } from '../../../../src/core/step/step';
import type { Program } from '../../../../src/engine/trace/program';
import { recordStep, traceStep } from '../../../../src/engine/trace/traceStep';
import { floats, ints, makeStep, referenceTarget } from './traceSupport';

const trace = (step: Step) => traceStep(step, {}, referenceTarget);
const kernels = ({ calls }: Program) => calls.map(({ kernel }) => kernel);
const ofX = (body: (x: Tensor) => Tensor) =>
  makeStep({ x: floats(2, 3) }, ({ x }) => ({ fetches: { y: body(x!) } }));

describe('traceStep', () => {
  let tensors: number;
  let buffers: number;

  before(async () => {
    await setBackend('cpu');
  });
  beforeEach(() => ({ numTensors: tensors, numDataBuffers: buffers } = memory()));
  afterEach(() => {
    assert.equal(getBackend(), 'cpu');
    assert.equal(memory().numTensors, tensors, 'tensors leaked');
    assert.equal(memory().numDataBuffers, buffers, 'data leaked');
    assert.equal(engine().state.scopeStack.length, 0);
  });

  it('records what a step calls, with feeds, variables and results', () => {
    const step: Step = {
      name: 'double',
      feeds: { x: floats(1, 2), unused: ints() },
      body: ({ w }, { x }) => {
        const y = matMul(x as Tensor2D, w as Tensor2D);
        return { updates: { w: mul(w!, 2) }, fetches: { total: sum(y) }, kept: { y, same: x! } };
      },
    };
    const program = traceStep(step, { w: floats(2, 3), other: floats(4) }, referenceTarget);
    assert.equal(program.name, 'double');
    assert.deepEqual(kernels(program).sort(), ['BatchMatMul', 'Multiply', 'Sum']);
    assert.deepEqual(Object.keys(program.variables), ['w', 'other']);
    assert.deepEqual(Object.keys(program.feeds), ['x', 'unused']);
    assert.equal(program.kept['same'], program.feeds['x']);
    assert.deepEqual(program.values[program.kept['y']!], floats(1, 3));
    assert.deepEqual(program.values[program.updates['w']!], floats(2, 3));
    assert.deepEqual([...program.constants.values()], [Float32Array.of(2)]);
  });

  it('records the gradient that tfjs derives', () => {
    const program = trace(ofX((x) => grad((z: Tensor) => sum(square(z)))(x)));
    assert.ok(kernels(program).includes('Multiply'), kernels(program).join());
    assert.ok(!kernels(program).includes('Identity'));
    assert.deepEqual(program.values[program.fetches['y']!], floats(2, 3));
  });

  it('makes a constant of a tensor from outside, once', () => {
    const outside = tensor([1, 2, 3]);
    const program = trace(ofX((x) => add(mul(x, outside), outside)));
    assert.deepEqual([...program.constants.values()], [Float32Array.of(1, 2, 3)]);
    outside.dispose();
  });

  it('needs no array for a constant of one number', () => {
    const program = trace(ofX((x) => add(x, ones([2, 3]))));
    assert.equal(program.constants.size, 0);
    const [fill] = program.calls;
    assert.deepEqual(fill?.attributes, { shape: [2, 3], value: 1, dtype: 'float32' });
  });

  it('refuses to read a value, naming the step', async () => {
    const reading = ofX((x) => mul(x, x.dataSync()[0]!));
    assert.throws(() => trace(reading), /Step "test" reads the value of a tensor while it is traced/);
    let read: Promise<unknown> | undefined;
    trace(
      ofX((x) => {
        read = x.data();
        return x;
      }),
    );
    assert.ok(read);
    await assert.rejects(read, /Step "test" reads the value/);
  });

  it('refuses the random ops of tfjs, which it would freeze', () => {
    assert.throws(() => trace(ofX((x) => add(x, randomUniform([2, 3])))), /tfjs's randomUniform/);
    assert.throws(() => trace(ofX((x) => add(x, randomNormal([2, 3])))), /tfjs's randomNormal/);
    assert.throws(() => trace(ofX((x) => dropout(x, 0.5))), /tfjs's dropout/);
    assert.throws(() => trace(ofX((x) => multinomial(x as Tensor2D, 2))), /uses Multinomial, which/);
  });

  it('names kernel and step when the engine has no such kernel', () => {
    const drawing = makeStep({ key: ints(2) }, ({ key }) => ({
      fetches: { u: statelessUniform(key as Tensor1D, { site: 1, time: 1, rows: 2, units: 2 }) },
    }));
    assert.throws(
      () => trace(drawing),
      /^Error: Step "test" uses StatelessUniform, which the engine "reference" can't compute\.$/,
    );
  });

  it('says what is wrong with a call', () => {
    assert.throws(
      () => trace(ofX((x) => engine().runKernel('Transpose', { x }, {}))),
      /Step "test" can't call Transpose: the attribute "perm" is no list of numbers/,
    );
  });

  it('refuses updates of unknown variables, and of other shapes and types', () => {
    const updating = (name: string, value: () => Tensor): Step => ({
      name: 'wrong',
      feeds: {},
      body: () => ({ updates: { [name]: value() }, fetches: {} }),
    });
    const traced = (step: Step) => () => traceStep(step, { w: floats(3) }, referenceTarget);
    assert.throws(traced(updating('v', () => ones([3]))), /updates "v", which is no variable/);
    assert.throws(traced(updating('w', () => ones([2]))), /updates "w" of shape \[3\] with \[2\]/);
    assert.throws(traced(updating('w', () => ones([3], 'int32'))), /updates "w"/);
  });

  it('leaves tfjs as it was, and no tensor, when a body throws', () => {
    const failing = ofX((x) => {
      const kept = keep(add(x, 1));
      grad((z: Tensor) => {
        square(z);
        throw new Error(`no ${kept.rank}`);
      })(x);
      return x;
    });
    assert.throws(() => trace(failing), /^Error: no 2$/);
    assert.equal(engine().state.gradientDepth, 0);
    assert.equal(engine().state.kernelDepth, 0);
    assert.deepEqual(kernels(trace(ofX((x) => square(x)))), ['Square']);
  });

  it('is not recorded by a gradient that is under way around it', () => {
    const slope = grad((x: Tensor) => {
      trace(ofX((y) => square(y)));
      return sum(square(x));
    })(tensor([3]));
    assert.deepEqual([...slope.dataSync()], [6]);
    slope.dispose();
    engine().disposeVariables();
    tensors = memory().numTensors;
    buffers = memory().numDataBuffers;
  });

  it('keeps tensors that a step has kept to itself out of the books', () => {
    trace(
      ofX((x) => {
        keep(add(x, 1));
        return x;
      }),
    );
  });

  it('records call by call without the optimizer', () => {
    const twice = ofX((x) => add(square(x), square(x)));
    assert.deepEqual(kernels(recordStep(twice, {}, referenceTarget)), ['Square', 'Square', 'Add']);
    assert.deepEqual(kernels(trace(twice)), ['Square', 'Add']);
  });
});
