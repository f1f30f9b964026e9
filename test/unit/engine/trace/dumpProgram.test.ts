import '@tensorflow/tfjs-backend-cpu';
import { add, clipByValue, matMul, mul, setBackend, split, type Tensor2D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { Step } from '../../../../src/core/step/step';
import { dumpProgram } from '../../../../src/engine/trace/dumpProgram';
import { traceStep } from '../../../../src/engine/trace/traceStep';
import { floats, ints, referenceTarget } from './traceSupport';

describe('dumpProgram', () => {
  it('writes a program call by call, with shapes, attributes and last uses', async () => {
    await setBackend('cpu');
    const step: Step = {
      name: 'sample',
      feeds: { x: floats(2, 4), unused: ints() },
      body: ({ w }, { x }) => {
        const [left, right] = split(clipByValue(x!, -Infinity, 0.5), 2, 1) as [Tensor2D, Tensor2D];
        const y = matMul(add(left, right), w as Tensor2D);
        return { updates: { w: mul(w!, [1, 2, 3]) }, fetches: { y }, kept: { x: x! } };
      },
    };
    assert.equal(
      dumpProgram(traceStep(step, { w: floats(2, 3) }, referenceTarget)),
      [
        'program sample: 5 calls, 1 constants',
        'variable w = %0 f32[2,3]',
        'feed x = %1 f32[2,4]',
        'feed unused = %2 i32[]',
        'constant %3 f32[3] = 1, 2, 3',
        '%4 f32[2,4] = ClipByValue(x: %1) clipValueMin=-Infinity clipValueMax=0.5',
        '%5 f32[2,2], %6 f32[2,2] = SplitV(x: %4) numOrSizeSplits=2 axis=1   free %4',
        '%7 f32[2,2] = Add(a: %5, b: %6)   free %5 %6',
        '%8 f32[2,3] = BatchMatMul(a: %7, b: %0) transposeA=false transposeB=false   free %7',
        '%9 f32[2,3] = Multiply(a: %0, b: %3)',
        'update w = %9 f32[2,3]',
        'fetch y = %8 f32[2,3]',
        'keep x = %1 f32[2,4]',
        '',
      ].join('\n'),
    );
  });
});
