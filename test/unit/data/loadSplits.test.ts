import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { Config } from '../../../src/core/config/schema';
import { dates } from '../../../src/core/data/generators/dates';
import { canonicalBytes, loadSplits } from '../../../src/core/data/loadSplits';
import type { ReadDataFile, Splits } from '../../../src/core/data/loadSplits';
import { parseTsv } from '../../../src/core/data/parseTsv';

function configOf(data: object, seed = 42): Config {
  const { config } = parseConfig(JSON.stringify({ data, random_seed: seed }));
  assert.ok(config);
  return config;
}

const readFrom =
  (files: Readonly<Record<string, string>>): ReadDataFile =>
  (path) => {
    const text = files[path];
    return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
  };
const noFiles = readFrom({});

const generate = (size: number, seed?: number): Promise<Splits> =>
  loadSplits(
    configOf(
      {
        train: { generator: 'dates', size },
        dev: { generator: 'dates', size: 200 },
        test: { generator: 'dates', size: 300 },
      },
      seed,
    ),
    noFiles,
  );

describe('loadSplits', () => {
  it('reads files relative to the config', async () => {
    const splits = await loadSplits(
      configOf({ train: 'train.tsv', dev: 'sub/dev.tsv' }),
      readFrom({ 'train.tsv': 'a\tb\n', 'sub/dev.tsv': 'c\td\n' }),
    );
    assert.deepEqual(splits, {
      train: [{ source: 'a', target: 'b', line: 1 }],
      dev: [{ source: 'c', target: 'd', line: 1 }],
    });
  });

  it('never changes dev and test when the generated training split grows', async () => {
    const small = await generate(100);
    const large = await generate(5000);
    assert.deepEqual(large.dev, small.dev);
    assert.deepEqual(large.test, small.test);
    assert.deepEqual(large.train.slice(0, 100), small.train);
  });

  it('never lets a held-out day into a generated training split, in any format', async () => {
    const { train, dev, test } = await generate(20_000);
    const days = (pairs: Splits['train']): Set<string> => new Set(pairs.map(({ target }) => target));
    const held = days([...dev, ...(test ?? [])]);
    assert.ok(train.every(({ target }) => !held.has(target)));
    assert.ok(dev.every(({ target }) => !days(test ?? []).has(target)));
    assert.ok(train.every(({ source, target }) => dates.oracle(source) === target));
  });

  it('follows random_seed, or the seed of a split alone', async () => {
    assert.notDeepEqual((await generate(10, 1)).dev, (await generate(10, 2)).dev);
    const pinned = (seed: number): object => ({
      train: { generator: 'copy', size: 5, seed: 7 },
      dev: { generator: 'copy', size: 1, seed },
    });
    const first = await loadSplits(configOf(pinned(1), 1), noFiles);
    const second = await loadSplits(configOf(pinned(1), 2), noFiles);
    assert.deepEqual(first, second);
  });

  it('keeps what stands in files out of generated splits', async () => {
    const digits = Array.from({ length: 10 }, (_, left) => `${left}+1\t${left + 1}\n`).join('');
    const { train, dev } = await loadSplits(
      configOf({ train: 'train.tsv', dev: { generator: 'addition', size: 80, digits: 1 } }),
      readFrom({ 'train.tsv': digits }),
    );
    const seen = new Set(train.flatMap(({ source }) => [source, source.split('+').reverse().join('+')]));
    assert.equal(dev.length, 80);
    assert.ok(dev.every(({ source }) => !seen.has(source)));
  });

  it('leaves short sequences to learn from', async () => {
    const copy = (size: number): object => ({ generator: 'copy', size, symbols: 10 });
    const { train } = await loadSplits(
      configOf({ train: copy(10_000), dev: copy(500), test: copy(500) }),
      noFiles,
    );
    // Of ten, dev and test may take one each.
    assert.ok(train.filter(({ source }) => source.length === 1).length >= 8);
  });

  it('names key, file and remedy when a file is missing', async () => {
    await assert.rejects(
      loadSplits(configOf({ train: 'a.tsv', dev: 'b.tsv' }), readFrom({ 'a.tsv': 'x\ty' })),
      {
        name: 'DataError',
        split: 'dev',
        message: 'data.dev: There is no file b.tsv. Paths are relative to the config file.',
      },
    );
  });

  it('names file and line of a malformed line, and how many more there are', async () => {
    const files = readFrom({ 'a.tsv': 'x\ty\nno\nno\n', 'b.tsv': 'x\ty\n' });
    await assert.rejects(
      loadSplits(configOf({ train: 'a.tsv', dev: 'b.tsv' }), files),
      /^DataError: data\.train: a\.tsv:2 has no TAB: "no"\. .* \(1 more line has problems\.\)$/,
    );
  });

  it('refuses an empty file', async () => {
    const files = readFrom({ 'a.tsv': '\n', 'b.tsv': 'x\ty\n' });
    await assert.rejects(
      loadSplits(configOf({ train: 'a.tsv', dev: 'b.tsv' }), files),
      /data\.train: a\.tsv is empty/,
    );
  });

  it('names the key and the most that is possible when a generator runs out of pairs', async () => {
    const copy = (size: number): object => ({ generator: 'copy', size, symbols: 2, max_length: 3 });
    await assert.rejects(loadSplits(configOf({ train: copy(14), dev: copy(4) }), noFiles), {
      name: 'DataError',
      split: 'train',
      message:
        'data.train: "copy" has only 10 different pairs left after those held out for the other splits, but size is 14. Set data.train.size to at most 10, or raise symbols or max_length.',
    });
    const splits = await loadSplits(configOf({ train: copy(10), dev: copy(4) }), noFiles);
    assert.equal(splits.train.length, 10);
  });
});

describe('canonicalBytes', () => {
  it('are the file that would hold the pairs', async () => {
    const { dev } = await generate(1);
    const bytes = canonicalBytes(dev);
    assert.deepEqual(parseTsv(bytes, 'f.tsv').pairs, dev);
  });
});
