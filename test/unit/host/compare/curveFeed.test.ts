import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CurveFeed } from '../../../../src/host/compare/curveFeed';
import { lastTokensPerSecond } from '../../../../src/runs/lastTokensPerSecond';
import { removeTemporaryFolders, temporaryFolder } from '../../runs/temporaryFolder';

const point = (step: number) => ({
  step,
  epoch: step / 10,
  elapsedMs: step * 1000,
  loss: 1 / step,
  perplexity: 2,
  tokenAccuracy: 0.5,
});
const train = (step: number) => ({
  kind: 'train',
  ...point(step),
  learningRate: 0.01,
  gradientNorm: 1,
  tokensPerSecond: 100 + step,
  tensors: 5,
});
const dev = (step: number, bleu?: number) => ({
  kind: 'dev',
  ...point(step),
  sequenceAccuracy: 0.25,
  bleu,
  pairs: 3,
  best: true,
});
const change = (step: number) => ({
  kind: 'change',
  change: 'learning-rate',
  ...{ step, epoch: 1, elapsedMs: 1, learningRate: 0.5, previous: 1, scheduled: 1 },
});
const jsonl = (...lines: unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

describe('The curves that a comparison is fed', () => {
  let folder: string;
  let metrics: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    metrics = path.join(folder, 'metrics.jsonl');
  });
  after(removeTemporaryFolders);

  it('are whole first, by column, and then what is new', async () => {
    await writeFile(metrics, jsonl(train(1), train(2), dev(2, 40), change(2)));
    await mkdir(path.join(folder, 'checkpoints', '2'), { recursive: true });
    const feed = new CurveFeed(folder);
    const first = await feed.news();
    assert.equal(first.whole, true);
    assert.deepEqual([...first.train.step], [1, 2]);
    assert.deepEqual([...first.train.seconds], [1, 2]);
    assert.deepEqual(
      first.train.values.map((column) => column[1]),
      [0.5, 0.5, Math.fround(0.01), 1],
    );
    assert.deepEqual(
      first.dev.values.map((column) => column[0]),
      [0.5, 2, 0.5, 0.25, 40, NaN, NaN],
    );
    assert.deepEqual(first.marks, [
      { type: 'checkpoint', step: 2 },
      { type: 'learning-rate', step: 2, learningRate: 0.5 },
    ]);

    await appendFile(metrics, jsonl(train(3)) + jsonl(train(4)).slice(0, 20));
    const second = await feed.news();
    assert.deepEqual([second.whole, [...second.train.step], [...second.dev.step]], [false, [3], []]);
    feed.tellAnew();
    const again = await feed.news();
    assert.deepEqual([again.whole, [...again.train.step]], [true, [1, 2, 3]]);
  });

  it('are whole again when a resumed training logs steps anew or has cut the file', async () => {
    await writeFile(metrics, jsonl(train(1), train(2), dev(2), train(3)));
    const feed = new CurveFeed(folder);
    await feed.news();
    await appendFile(metrics, jsonl(train(3), train(4)));
    const resumed = await feed.news();
    assert.deepEqual(
      [resumed.whole, [...resumed.train.step], [...resumed.dev.step]],
      [true, [1, 2, 3, 4], [2]],
    );
    await writeFile(metrics, jsonl(train(1)));
    const cut = await feed.news();
    assert.deepEqual([cut.whole, [...cut.train.step], [...cut.dev.step]], [true, [1], []]);
  });

  it('are none of a run whose folder is gone or has no metrics yet', async () => {
    for (const key of [folder, path.join(folder, 'nowhere')]) {
      const news = await new CurveFeed(key).news();
      assert.deepEqual([news.whole, news.train.step.length, news.marks], [true, 0, []]);
    }
  });

  it('of a long run are read in parts, all of them', async () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => train(index + 1));
    await writeFile(metrics, jsonl(...lines));
    const { train: columns } = await new CurveFeed(folder).news();
    assert.deepEqual(
      [columns.step.length, columns.step[8_999], columns.values[0]?.[8_999]],
      [9_000, 9_000, Math.fround(1 / 9_000)],
    );
    assert.equal(await lastTokensPerSecond(folder), 9_100);
  });

  it('say no speed where there is none', async () => {
    assert.equal(await lastTokensPerSecond(folder), undefined);
    await writeFile(metrics, '');
    assert.equal(await lastTokensPerSecond(folder), undefined);
    await writeFile(metrics, jsonl(dev(1)));
    assert.equal(await lastTokensPerSecond(folder), undefined);
  });
});
