import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  engine,
  matMul,
  memory,
  mul,
  setBackend,
  sum,
  tanh,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import assert from 'node:assert/strict';
import { scanKernel } from '../../../../src/core/ops/recordScan';
import { scan } from '../../../../src/core/ops/scan';
import type { NamedTensors } from '../../../../src/core/step/step';
import type { TraceTarget } from '../../../../src/engine/trace/traceTarget';
import { traceStep } from '../../../../src/engine/trace/traceStep';
import { floats, makeStep, referenceTarget } from './traceSupport';

/** Records scans of more than three times as one call. */
const scanningTarget: TraceTarget = {
  ...referenceTarget,
  backendName: 'trace-scanning',
  executes: (kernel) => kernel === scanKernel || referenceTarget.executes(kernel),
  recordsScan: (_name, time) => time > 3,
};

const run = ({ x, h, w }: NamedTensors, outside?: Tensor) =>
  scan({
    name: 'layer',
    carry: { h: h! },
    sequences: { x: x! },
    constants: { w: w! },
    body: (carry, slices, constants) => {
      const next = tanh(add(slices.x, matMul(carry.h as Tensor2D, constants.w as Tensor2D)));
      return { carry: { h: outside === undefined ? next : mul(next, outside) }, outputs: { y: next } };
    },
  });
const feeds = (time: number) => ({ x: floats(time, 2, 4), h: floats(2, 4), w: floats(4, 4) });

describe('a scan that is traced', () => {
  before(async () => {
    await setBackend('cpu');
  });

  it('is unrolled where it is short, and one call with a body where it is long', () => {
    const trace = (time: number) =>
      traceStep(
        makeStep(feeds(time), (tensors) => ({ fetches: { y: run(tensors).outputs.y } })),
        {},
        scanningTarget,
      );
    assert.ok(!trace(3).calls.some(({ kernel }) => kernel === scanKernel));
    const program = trace(20);
    const [call, ...others] = program.calls;
    assert.deepEqual(others, []);
    assert.equal(call?.kernel, scanKernel);
    assert.deepEqual(
      call.outputs.map((id) => program.values[id]?.shape),
      [
        [2, 4],
        [20, 2, 4],
        [20, 2, 4],
      ],
    );
    const body = call.bodies?.['body'];
    assert.deepEqual(
      body?.calls.map(({ kernel }) => kernel),
      ['BatchMatMul', 'Add', 'Tanh'],
    );
    assert.deepEqual(Object.keys(body.feeds), ['0', '1', '2']);
    assert.deepEqual(body.values[body.fetches['1']!], floats(2, 4));
  });

  it('has a gradient that is a scan in turn', () => {
    const step = makeStep(feeds(20), (tensors) => {
      const inputs = [tensors['w']!, tensors['x']!];
      const { grads } = engine().gradients(() => sum(run(tensors).outputs.y), inputs);
      return { fetches: { dw: grads[0]!, dx: grads[1]! } };
    });
    const { numTensors } = memory();
    const program = traceStep(step, {}, scanningTarget);
    assert.equal(memory().numTensors, numTensors);
    const scans = program.calls.filter(({ kernel }) => kernel === scanKernel);
    assert.deepEqual(
      scans.map(({ attributes }) => attributes['name']),
      ['layer', 'layerGradient'],
    );
    assert.deepEqual(program.values[program.fetches['dw']!], floats(4, 4));
    assert.deepEqual(program.values[program.fetches['dx']!], floats(20, 2, 4));
  });

  it('may read nothing but what it is handed', () => {
    const step = makeStep(feeds(20), (tensors) => ({
      fetches: { y: run(tensors, mul(tensors['h']!, 2)).outputs.y },
    }));
    assert.throws(
      () => traceStep(step, {}, scanningTarget),
      /"layer" uses a tensor that "test" computes around it/,
    );
  });
});
