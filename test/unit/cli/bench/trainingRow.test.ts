import assert from 'node:assert/strict';
import { trainingRows, type Measured } from '../../../../src/cli/bench/trainingRow';

const one = { modelName: 'lstm-luong', shapeName: 'c64' };

function measured(engine: string, threads: number, rounds: number[][], losses = [3, 2]): Measured {
  const isPeer = engine === 'PyTorch' || engine === 'Keras';
  return {
    engine,
    threads,
    program: isPeer ? engine : 'Seq2Seq Lab',
    version: '1',
    losses,
    startMs: 1,
    firstStepMs: 2,
    rounds: rounds.map((stepsMs) => ({ stepsMs, cpuMs: 2 * stepsMs.reduce((sum, ms) => sum + ms, 0) })),
  };
}

const row = (rows: ReturnType<typeof trainingRows>, engine: string, threads = 1) => {
  const found = rows.find((each) => each.engine === engine && each.threads === threads);
  assert.ok(found !== undefined, engine);
  return found;
};

describe('A row of training steps', () => {
  it('is the fastest step of all rounds, beside the median and the processor time', () => {
    const { msPerStep, medianMs, cpuMsPerStep } = row(
      trainingRows(one, [
        measured('wasm', 1, [
          [5, 9],
          [7, 4],
        ]),
      ]),
      'wasm',
    );
    assert.equal(msPerStep, 4);
    assert.equal(medianMs, 6);
    assert.equal(cpuMsPerStep, 11);
  });

  it('is compared with as many threads of PyTorch and of Keras', () => {
    const rows = trainingRows(one, [
      measured('wasm', 1, [[20], [30]]),
      measured('wasm', 2, [[10], [10]]),
      measured('PyTorch', 1, [[10], [20]]),
      measured('PyTorch', 2, [[8], [5]]),
      measured('Keras', 1, [[40], [40]]),
    ]);
    assert.equal(row(rows, 'wasm').ratioToPyTorch, 2);
    assert.deepEqual(row(rows, 'wasm').ratioToPyTorchQuartiles, [1.625, 1.875]);
    assert.equal(row(rows, 'wasm').cpuRatioToPyTorch, 2);
    assert.equal(row(rows, 'wasm').ratioToKeras, 0.5);
    assert.equal(row(rows, 'wasm', 2).ratioToPyTorch, 2);
    assert.equal(row(rows, 'wasm', 2).ratioToKeras, undefined);
    assert.equal(row(rows, 'Keras').ratioToPyTorch, 4);
    assert.equal(row(rows, 'PyTorch').ratioToPyTorch, undefined);
    assert.ok(rows.every(({ lossAgrees }) => lossAgrees === true));
  });

  it('has no ratio where the losses differ, on either side', () => {
    const wrong = [3, 2.5];
    const ours = trainingRows(one, [
      measured('wasm', 1, [[20]], wrong),
      measured('tensorflow', 1, [[20]]),
      measured('PyTorch', 1, [[10]]),
    ]);
    assert.equal(row(ours, 'wasm').lossAgrees, false);
    assert.equal(row(ours, 'wasm').ratioToPyTorch, undefined);
    assert.equal(row(ours, 'tensorflow').ratioToPyTorch, 2);
    assert.equal(row(ours, 'PyTorch').lossAgrees, true);
    const theirs = trainingRows(one, [
      measured('wasm', 1, [[20]]),
      measured('PyTorch', 1, [[10]]),
      measured('Keras', 1, [[10]], wrong),
    ]);
    assert.equal(row(theirs, 'Keras').lossAgrees, false);
    assert.equal(row(theirs, 'wasm').lossAgrees, true);
    assert.equal(row(theirs, 'wasm').ratioToKeras, undefined);
  });

  it('compares engines with each other where there is no other program, and says nothing where there is one', () => {
    const rows = trainingRows(one, [
      measured('wasm', 1, [[20]]),
      measured('wasm', 2, [[20]]),
      measured('tensorflow', 1, [[9]], [3, 1]),
    ]);
    assert.deepEqual(
      rows.map(({ lossAgrees }) => lossAgrees),
      [true, true, false],
    );
    const [alone] = trainingRows(one, [measured('wasm', 1, [[20]])]);
    assert.ok(alone !== undefined && !('lossAgrees' in alone));
  });
});
