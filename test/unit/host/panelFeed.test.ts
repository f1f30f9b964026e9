import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PanelFeed } from '../../../src/host/panels/panelFeed';
import type { MetricLine, SampleLine, ValidationLine } from '../../../src/runs/manifest';

const point = (step: number) => ({
  step,
  epoch: step / 10,
  elapsedMs: step,
  loss: 1 / step,
  perplexity: 2,
  tokenAccuracy: 0.5,
});
const train = (step: number): MetricLine => ({
  kind: 'train',
  ...point(step),
  learningRate: 0.01,
  gradientNorm: 1,
  tokensPerSecond: 100,
  tensors: 5,
});
const dev = (step: number): ValidationLine => ({
  kind: 'dev',
  ...point(step),
  sequenceAccuracy: 0.5,
  pairs: 3,
  best: true,
});
const samples = (step: number): SampleLine => ({ step, samples: [] });
const jsonl = (...lines: unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const steps = (lines: readonly { step: number }[]): number[] => lines.map(({ step }) => step);

describe('What a dashboard is fed', () => {
  let folder: string;
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  const append = (name: string, text: string) => appendFile(path.join(folder, name), text);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 's2s-feed-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is everything first, then only what is new, without a line that is still being written', async () => {
    await write('metrics.jsonl', jsonl(train(1), train(2), dev(2)));
    await write('samples.jsonl', jsonl(samples(2)));
    const feed = new PanelFeed(folder);
    const all = await feed.all();
    assert.deepEqual([steps(all.train), steps(all.dev), steps(all.samples)], [[1, 2], [2], [2]]);

    const [whole, torn] = [jsonl(train(3)), jsonl(train(4))];
    await append('metrics.jsonl', whole + torn.slice(0, 20));
    const news = await feed.news();
    assert.deepEqual([steps(news.train), steps(news.dev), steps(news.samples)], [[3], [], []]);
    await append('metrics.jsonl', torn.slice(20));
    assert.deepEqual(steps((await feed.news()).train), [4]);
  });

  it('is nothing before the trainer has written anything', async () => {
    const all = await new PanelFeed(folder).all();
    assert.deepEqual([all.train, all.dev, all.samples], [[], [], []]);
  });

  it('is everything again when a resumed training has cut the files', async () => {
    await write('metrics.jsonl', jsonl(train(1), train(2), train(3)));
    await write('samples.jsonl', jsonl(samples(3)));
    const feed = new PanelFeed(folder);
    await feed.all();
    await write('metrics.jsonl', jsonl(train(1)));
    const news = await feed.news();
    assert.equal(news.reset, true);
    assert.deepEqual([steps(news.train), steps(news.samples)], [[1], [3]]);
    assert.equal((await feed.news()).reset, false);
  });
});
