import fc from 'fast-check';
import {
  dispose,
  memory as tfjsMemory,
  softmax,
  tensor2d,
  tidy,
  reshape,
  type Rank,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { hasKernel } from '../../../src/core/ops/hasKernel';
import { makeShiftMatrix } from '../../../src/core/ops/memoryAddressing';
import { headCount, signalCount, type MemorySizes } from '../../../src/core/ops/memorySignals';
import {
  composeMemoryStep,
  keptSize,
  memoryStep,
  memoryStepKernel,
  type MemoryState,
  type MemoryStepInput,
} from '../../../src/core/ops/memoryStep';
import { kernels } from '../../../src/engine/wasm/wasmKernel';
import { assertClose, randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { describeBuilds } from '../engine/wasm/kernelSupport';

const names = ['memory', 'weightings', 'reads', 'dSignals', 'dMemory', 'dWeightings', 'dReads'];

function makeInput(sizes: MemorySizes, batch: number, seed: number, mask?: number[]): MemoryStepInput {
  const { rows, width, readHeads, shiftRange } = sizes;
  const heads = headCount(sizes);
  const weightings = tidy(() =>
    reshape<Rank.R2>(softmax(randomTensor([batch * heads, rows], seed + 2, 3)), [batch, heads * rows]),
  );
  return {
    signals: randomTensor([batch, signalCount(sizes)], seed, 2) as Tensor2D,
    state: {
      memory: randomTensor([batch, rows * width], seed + 1, 1) as Tensor2D,
      weightings,
      reads: randomTensor([batch, readHeads * width], seed + 3) as Tensor2D,
    },
    sizes,
    mask: mask === undefined ? undefined : tensor2d(mask, [batch, 1]),
    shiftMatrix: makeShiftMatrix(rows, shiftRange),
  };
}

function run(op: typeof memoryStep, input: MemoryStepInput): Float32Array[] {
  const { signals, state, mask } = input;
  // Only padding keeps what was read before.
  const reads = mask === undefined ? [] : [state.reads];
  return valuesAndGradients([signals, state.memory, state.weightings, ...reads], () => {
    const { memory, weightings, reads } = op(input);
    return [memory, weightings, reads];
  });
}

function disposeInput({ signals, state, mask, shiftMatrix }: MemoryStepInput): void {
  dispose([signals, ...tensorsOf(state), shiftMatrix, ...(mask === undefined ? [] : [mask])]);
}

function tensorsOf({ memory, weightings, reads }: MemoryState): Tensor2D[] {
  return [memory, weightings, reads];
}

describeBuilds('a step of a memory', () => {
  let tensors = 0;
  beforeEach(() => (tensors = tfjsMemory().numTensors));
  afterEach(() => assert.equal(tfjsMemory().numTensors, tensors, 'tensors leaked'));

  it('has a kernel, which keeps as many numbers as its shape rule says', () => {
    assert.ok(hasKernel(memoryStepKernel));
    const sizes = { rows: 7, width: 5, readHeads: 2, writeHeads: 3, shiftRange: 2 };
    assert.equal(kernels().memoryKept(7, 5, 2, 3, 2), keptSize(sizes));
  });

  it('equals the composition of tfjs ops, gradients too, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 2, max: 9 }),
          width: fc.integer({ min: 1, max: 9 }),
          readHeads: fc.integer({ min: 1, max: 3 }),
          writeHeads: fc.integer({ min: 1, max: 3 }),
          shiftRange: fc.integer({ min: 1, max: 3 }),
        }),
        fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.nat(1000),
        (sizes, mask, hasMask, seed) => {
          const input = makeInput(sizes, mask.length, seed, hasMask ? mask : undefined);
          const expected = run(composeMemoryStep, input);
          run(memoryStep, input).forEach((values, index) =>
            assertClose(values, expected[index]!, 1e-5, names[index], 1),
          );
          disposeInput(input);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps every bit of rows of padding, and hands their gradients on', () => {
    const sizes = { rows: 5, width: 3, readHeads: 1, writeHeads: 1, shiftRange: 1 };
    const input = makeInput(sizes, 2, 7, [0, 1]);
    const [memory, weightings, reads, dSignals] = run(memoryStep, input);
    const { state } = input;
    assert.deepEqual(memory!.subarray(0, 15), state.memory.dataSync().subarray(0, 15));
    assert.deepEqual(weightings!.subarray(0, 10), state.weightings.dataSync().subarray(0, 10));
    assert.deepEqual(reads!.subarray(0, 3), state.reads.dataSync().subarray(0, 3));
    assert.ok(dSignals!.subarray(0, signalCount(sizes)).every((value) => value === 0));
    assert.notDeepEqual(memory!.subarray(15), state.memory.dataSync().subarray(15));
    disposeInput(input);
  });

  it('stays finite where nothing was written and where heads are sharp', () => {
    const sizes = { rows: 6, width: 4, readHeads: 1, writeHeads: 1, shiftRange: 1 };
    const input = makeInput(sizes, 1, 3);
    const first = [0, 1].flatMap(() => [1, 0, 0, 0, 0, 0]);
    const blank: MemoryStepInput = {
      ...input,
      signals: tensor2d([Array<number>(signalCount(sizes)).fill(40)]),
      state: {
        memory: tensor2d([Array<number>(24).fill(1e-6)]),
        weightings: tensor2d([first]),
        reads: tensor2d([[0, 0, 0, 0]]),
      },
    };
    const expected = run(composeMemoryStep, blank);
    run(memoryStep, blank).forEach((values, index) => {
      assert.ok(values.every(Number.isFinite), names[index]);
      assertClose(values, expected[index]!, 1e-4, names[index], 1);
    });
    disposeInput(blank);
    dispose([input.signals, ...tensorsOf(input.state)]);
  });
});
