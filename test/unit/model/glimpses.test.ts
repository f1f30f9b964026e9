import { memory, tensor, tensor2d, tensor3d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { Batch } from '../../../src/core/data/batch';
import { GlimpseAttention } from '../../../src/core/model/attention/glimpseAttention';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import { ParameterList } from '../../../src/core/model/parameterList';
import type { NamedTensors } from '../../../src/core/step/step';
import { activateBackend } from '../../../src/engine/activateBackend';
import { padBatch, reorderRows } from '../../support/batchLayout';
import { assertClose } from '../../support/fusedOp';
import { randomPictureBatch } from '../../support/pictureBatch';
import { modelConfig, randomNumbers, wasmEngine } from '../../support/seq2seqFixture';

const size = 3;
const rows = 6;
const columns = 8;
const channels = 2;
/** The signals of the grid as they are: [x, y, log σ², log stride, log γ]. */
const units = 5;

const parameters = new ParameterList();
const glimpses = new GlimpseAttention(units, size, { rows, columns }, modelConfig({}), parameters);

interface Look {
  /** `[steps][size · size · channels]` */
  readonly patches: number[][];
  /** `[steps][rows · columns]` */
  readonly weights: number[][];
}

/** What of a picture is seen with these signals, all at once. */
function look(picture: readonly number[], signals: readonly (readonly number[])[]): Look {
  return tidy(() => {
    const identity = Array.from({ length: units }, (_, row) =>
      Array.from({ length: units }, (__, i) => +(i === row)),
    );
    const [kernel, bias] = glimpses.stepParameters;
    const values = { [kernel!]: tensor2d(identity), [bias!]: tensor([0, 0, 0, 0, 0]) };
    const outputs = tensor3d([...picture], [1, rows * columns, channels]);
    const queries = tensor3d([signals.map((each) => [...each])]);
    const { context, weights } = glimpses.attend(values, queries, {
      outputs,
      keys: undefined,
      mask: tensor2d(new Array<number>(rows * columns).fill(1), [1, rows * columns]),
    });
    return { patches: context.arraySync()[0]!, weights: weights.arraySync()[0]! };
  });
}

/** Signals of a sharp grid around a pixel, neighbours of which are a stride of 1 apart. */
function around(row: number, column: number, intensity = 0): number[] {
  const signal = (place: number, length: number): number => (2 * (place + 1)) / (length + 1) - 1;
  const stride = Math.log((size - 1) / (Math.max(rows, columns) - 1));
  return [signal(column, columns), signal(row, rows), -8, stride, intensity];
}

const picture = Array.from({ length: rows * columns * channels }, (_, index) => Math.sin(index * index));
const valueAt = (row: number, column: number, channel: number): number =>
  picture[(row * columns + column) * channels + channel]!;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const signals = fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), {
  minLength: units,
  maxLength: units,
});

describe('a glimpse', () => {
  before(async () => {
    await wasmEngine();
    activateBackend('wasm');
  });

  it('sees the pixels around its centre, of each all channels', () => {
    const { patches, weights } = look(picture, [around(2, 5), around(3, 1, Math.log(2))]);
    const expected = (row: number, column: number, factor: number): number[] =>
      [-1, 0, 1].flatMap((y) =>
        [-1, 0, 1].flatMap((x) => [0, 1].map((channel) => factor * valueAt(row + y, column + x, channel))),
      );
    assertClose(patches[0]!, expected(2, 5, 1), 1e-5, 'patch');
    assertClose(patches[1]!, expected(3, 1, 2), 1e-5, 'twice as intense');
    const seen = weights[0]!.flatMap((weight, place) => (weight > 0.1 ? [place] : []));
    assert.deepEqual(
      seen,
      [1, 2, 3].flatMap((row) => [4, 5, 6].map((column) => row * columns + column)),
    );
  });

  it('is of all of the picture where the state is zero: its corners and its middle', () => {
    const [weights = []] = look(picture, [[0, 0, -8, 0, 0]]).weights;
    // A stride is as long as half of the longer side, so that the outer rows of the grid stand at the border.
    for (const column of [0, columns - 1]) assert.ok(weights[column]! > 0.05, String(column));
    assertClose([...weights].reverse(), weights, 1e-6, 'symmetric');
  });

  it('has weights that sum to 1, whose mean is the mean of the patch, and is the same alone as among others', () => {
    fc.assert(
      fc.property(fc.array(signals, { minLength: 1, maxLength: 3 }), (steps) => {
        const { patches, weights } = look(picture, steps);
        steps.forEach((step, index) => {
          const patch = patches[index]!;
          const weight = weights[index]!;
          assertClose([sum(weight)], [1], 1e-5, 'sum of the weights');
          const mean = sum(weight.map((share, place) => share * picture[place * channels]!));
          const seen = sum(patch.filter((_, place) => place % channels === 0)) / size ** 2;
          assertClose([seen / Math.exp(step[4]!)], [mean], 1e-5, 'mean of the patch');
          assertClose(look(picture, [step]).patches[0]!, patch, 1e-5, 'alone');
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('a model that sees glimpses of a picture', () => {
  const format = { height: 5, width: 4, channels: 1 } as const;
  const vocabularySize = 8;
  const model = buildModel(
    modelConfig({
      encoder: { type: 'image', conv: [{ channels: 2 }] },
      decoder: {
        hidden_size: 5,
        embeddings: { embedding_dim: 4 },
        attention: { type: 'glimpse', patch_size: 2 },
      },
    }),
    { sourceVocabularySize: 5, targetVocabularySize: vocabularySize, picture: format },
  );
  const batchOf = (seed: number): Batch =>
    randomPictureBatch({ batchSize: 3, targetTime: 4, vocabularySize, picture: format, seed });
  before(async () => {
    await wasmEngine();
    activateBackend('wasm');
  });

  /** Logits of each step, `[batch][targetTime][vocabulary]`. */
  function logitsOf(batch: Batch): number[][][] {
    const { batchSize, sourceTime, targetTime, featureSize = 0 } = batch;
    return tidy(() => {
      const random = randomNumbers(7);
      const values: NamedTensors = Object.fromEntries(
        [...initializeParameters(model.parameters, 3)].map(([name, { shape, values }]) => [
          name,
          tensor(
            values.map((value) => value + 0.5 * (random() - 0.5)),
            [...shape],
          ),
        ]),
      );
      const source = {
        ids: tensor2d(batch.sourceIds, [batchSize, sourceTime], 'int32'),
        features: tensor3d(batch.sourceFeatures!, [batchSize, sourceTime, featureSize]),
        lengths: tensor(batch.sourceLengths, [batchSize], 'int32'),
      } as Parameters<typeof model.encode>[1];
      const { encoded, state } = model.encode(values, source);
      const inputs = tensor2d(batch.targetInputIds, [batchSize, targetTime], 'int32');
      return model.decodeTeacherForced(values, encoded, state, inputs).arraySync();
    });
  }

  it('gives each row the same logits in any order and however the batch is padded', () => {
    const { numTensors } = memory();
    fc.assert(
      fc.property(fc.nat(1000), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (seed, order) => {
        const batch = batchOf(seed);
        const logits = logitsOf(batch);
        const moved = logitsOf(reorderRows(batch, order));
        const padded = logitsOf(padBatch(batch, { source: 3, target: 2, rows: 2 }));
        logits.forEach((row, index) => {
          assertClose(moved[order.indexOf(index)]!.flat(), row.flat(), 1e-5, 'in another order');
          assertClose(padded[index]!.slice(0, batch.targetTime).flat(), row.flat(), 1e-5, 'padded');
        });
      }),
      { numRuns: 5 },
    );
    assert.equal(memory().numTensors, numTensors, 'tensors leaked');
  });
});
