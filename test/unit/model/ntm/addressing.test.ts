import { add, memory, sum, tensor3d, tidy, type Tensor3D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { address, makeShiftMatrix } from '../../../../src/core/ops/memoryAddressing';
import { readMemory, writeMemory } from '../../../../src/core/ops/memoryAccess';
import { activateBackend } from '../../../../src/engine/activateBackend';
import { assertClose } from '../../../support/fusedOp';
import { randomNumbers, wasmEngine } from '../../../support/seq2seqFixture';

const rows = 5;
const width = 3;

type Matrix = readonly (readonly number[])[];

/** One head on one memory of five rows, each looking in a direction of its own. */
const content: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [-1, 0, 0],
  [0, -1, 0],
];
const oneHot = (row: number): number[] => Array.from({ length: rows }, (_, i) => (i === row ? 1 : 0));

interface Head {
  readonly key: readonly number[];
  readonly strength: number;
  readonly gate: number;
  readonly shifts: readonly number[];
  readonly sharpness: number;
}

const idle: Head = { key: [1, 0, 0], strength: 1, gate: 0, shifts: [0, 1, 0], sharpness: 1 };

function weighting(head: Partial<Head>, before: readonly number[]): number[] {
  const { key, strength, gate, shifts, sharpness } = { ...idle, ...head };
  return tidy(() =>
    Array.from(
      address(
        tensor3d([content.map((row) => [...row])]),
        tensor3d([[[...before]]]),
        {
          keys: tensor3d([[[...key]]]),
          strengths: tensor3d([[[strength]]]),
          gates: tensor3d([[[gate]]]),
          shifts: tensor3d([[[...shifts]]]),
          sharpness: tensor3d([[[sharpness]]]),
        },
        makeShiftMatrix(rows, (shifts.length - 1) / 2),
      ).dataSync(),
    ),
  );
}

before(async () => {
  await wasmEngine();
  activateBackend('wasm');
});

describe('a head is addressed', () => {
  let tensors = 0;
  beforeEach(() => (tensors = memory().numTensors));
  afterEach(() => assert.equal(memory().numTensors, tensors, 'tensors leaked'));

  it('by content: with a strong key at the row that looks the same way', () => {
    assertClose(weighting({ key: [0, 0, 7], strength: 60, gate: 1 }, oneHot(0)), oneHot(2), 1e-5, 'row');
  });

  it('by content: with strength 0 at every row alike', () => {
    assertClose(weighting({ strength: 0, gate: 1 }, oneHot(0)), Array<number>(rows).fill(0.2), 1e-6, 'rows');
  });

  it('by place: stays where it was, or moves in a circle', () => {
    assertClose(weighting({}, oneHot(3)), oneHot(3), 1e-6, 'stays');
    assertClose(weighting({ shifts: [0, 0, 1] }, oneHot(3)), oneHot(4), 1e-6, 'on');
    assertClose(weighting({ shifts: [0, 0, 1] }, oneHot(4)), oneHot(0), 1e-6, 'on, around the end');
    assertClose(weighting({ shifts: [1, 0, 0] }, oneHot(0)), oneHot(4), 1e-6, 'back, around the beginning');
    assertClose(weighting({ shifts: [0, 0, 0, 0, 1] }, oneHot(4)), oneHot(1), 1e-6, 'two on');
  });

  it('in between: interpolated, shifted and sharpened as the formulas say', () => {
    const before = [0.4, 0.3, 0.1, 0.2, 0];
    const actual = weighting(
      { key: [3, 1, -2], strength: 1.5, gate: 0.3, shifts: [0.2, 0.5, 0.3], sharpness: 2.5 },
      before,
    );
    const scores = [3, 1, -2, -3, -1].map((product) => Math.exp((1.5 * product) / Math.sqrt(14)));
    const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    const gated = scores.map((score, i) => (0.3 * score) / total(scores) + 0.7 * before[i]!);
    const shifted = gated.map(
      (_, i) => 0.2 * gated[(i + 1) % rows]! + 0.5 * gated[i]! + 0.3 * gated[(i + rows - 1) % rows]!,
    );
    const sharp = shifted.map((value) => value ** 2.5);
    assertClose(
      actual,
      sharp.map((value) => value / total(sharp)),
      1e-5,
      'weighting',
    );
  });

  it('so that the weights of all rows sum to 1, whatever the memory holds', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(0, 1e-6, 1, 1e3), (seed, scale) => {
        const random = randomNumbers(seed);
        const filled = (count: number, factor = 1) =>
          Float32Array.from({ length: count }, () => factor * (2 * random() - 1));
        const sums = tidy(() => {
          const shape: [number, number, number] = [2, 3, 1];
          const positive = (factor: number) =>
            tensor3d(
              filled(6).map((value) => factor * Math.abs(value)),
              shape,
            );
          const weightings = address(
            tensor3d(filled(2 * rows * width, scale), [2, rows, width]),
            tensor3d(
              Float32Array.from({ length: 2 * 3 * rows }, () => 1 / rows),
              [2, 3, rows],
            ),
            {
              keys: tensor3d(filled(2 * 3 * width, scale), [2, 3, width]),
              strengths: positive(30),
              gates: positive(1),
              shifts: tensor3d(
                Float32Array.from({ length: 18 }, (_, i) => [0.25, 0.5, 0.25][i % 3]!),
                [6, 1, 3],
              ),
              sharpness: add(positive(20), 1),
            },
            makeShiftMatrix(rows, 1),
          );
          return sum(weightings, 2).dataSync();
        });
        assertClose(sums, Array<number>(6).fill(1), 1e-5, 'sums');
      }),
      { numRuns: 20 },
    );
  });
});

describe('the memory', () => {
  const tensor = (values: readonly Matrix[]): Tensor3D =>
    tensor3d(values.map((one) => one.map((row) => [...row])));

  it('gives the mean of its rows that a weighting says', () => {
    const read = tidy(() => readMemory(tensor([content]), tensor([[[0.5, 0.25, 0, 0.25, 0]]])).dataSync());
    assertClose(read, [0.25, 0.25, 0], 1e-6, 'read');
  });

  it('is erased by all heads and then added to by all', () => {
    const written = tidy(() =>
      writeMemory(
        tensor([content]),
        tensor([[oneHot(0), [0.5, 0.5, 0, 0, 0]]]),
        tensor([
          [
            [0.5, 1, 1],
            [1, 0, 0],
          ],
        ]),
        tensor([
          [
            [0.1, 0.2, 0.3],
            [4, 0, -4],
          ],
        ]),
      ).dataSync(),
    );
    const expected = [...content.map((row) => [...row])];
    expected[0] = [1 * 0.5 * 0.5 + 0.1 + 2, 0.2, 0.3 - 2];
    expected[1] = [2, 1, -2];
    assertClose(written, expected.flat(), 1e-6, 'memory');
  });

  it('does not care for the order of its heads', () => {
    const heads = [
      { weighting: [0.1, 0.2, 0.3, 0.4, 0], erase: [0.1, 0.9, 0.4], added: [1, 2, 3] },
      { weighting: [0.6, 0.1, 0.1, 0.1, 0.1], erase: [0.7, 0.2, 0.5], added: [-1, 0, 1] },
    ];
    const write = (order: typeof heads) =>
      tidy(() =>
        writeMemory(
          tensor([content]),
          tensor([order.map((head) => head.weighting)]),
          tensor([order.map((head) => head.erase)]),
          tensor([order.map((head) => head.added)]),
        ).dataSync(),
      );
    assertClose(write(heads), write(heads.toReversed()), 1e-6, 'memory');
  });
});
