import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PanelFeed } from '../../../src/host/panels/panelFeed';
import type { PanelSamples, Sample } from '../../../src/protocol/panel';
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

  it('has the samples of the newest validations, and of older ones those that are asked for', async () => {
    const sample = (index: number, hypothesis: string): Sample => ({
      index,
      source: 'a',
      reference: 'b',
      hypothesis,
      correct: false,
      sourceTokens: ['a'],
      hypothesisTokens: [hypothesis],
      logProbability: -1,
    });
    const many = (step: number): SampleLine => ({
      step,
      samples: Array.from({ length: 4000 }, (_, index) => sample(index, `${index} at ${step}`)),
    });
    await write('metrics.jsonl', jsonl(train(1)));
    // Each is more than what is read at a time.
    await write('samples.jsonl', jsonl(many(1), 'torn', many(2), many(3)));
    const feed = new PanelFeed(folder);
    const counts = (lines: readonly PanelSamples[]) =>
      lines.map(({ step, samples: list }) => [step, list?.length]);
    assert.deepEqual(counts((await feed.all()).samples), [
      [1, undefined],
      [2, 4000],
      [3, 4000],
    ]);
    await append('samples.jsonl', jsonl(many(4)));
    assert.deepEqual(counts((await feed.news()).samples), [[4, 4000]]);
    assert.equal((await feed.samples.at(1))?.[7]?.hypothesis, '7 at 1');
    assert.equal(await feed.samples.at(9), undefined);
    const history = await feed.samples.history(3999);
    assert.deepEqual(
      history.map((moment) => [moment.step, moment.sample.hypothesis]),
      [1, 2, 3, 4].map((step) => [step, `3999 at ${step}`]),
    );
    assert.deepEqual(await feed.samples.history(4000), []);
    // What was asked for takes nothing from what is new.
    assert.deepEqual(counts((await feed.news()).samples), []);
  });

  it('has the newest validation, however many samples it has', async () => {
    const lots = { step: 5, samples: Array.from({ length: 10_001 }, (_, index) => ({ index })) };
    const whole = JSON.stringify(lots).replaceAll(
      /\{"index":(\d+)\}/g,
      '{"index":$1,"source":"","reference":"","hypothesis":"","correct":true,"sourceTokens":[],"hypothesisTokens":[],"logProbability":0}',
    );
    await write('metrics.jsonl', jsonl(train(1)));
    await write('samples.jsonl', jsonl(samples(4)) + `${whole}\n`);
    const all = await new PanelFeed(folder).all();
    assert.deepEqual(
      all.samples.map(({ samples: list }) => list?.length),
      [undefined, 10_001],
    );
  });
});
