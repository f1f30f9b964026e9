import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { configSchema } from '../../../../src/core/config/schema';
import { flattenConfig } from '../../../../src/host/compare/flattenConfig';
import { gallerySystem, publishedNumbers } from '../../../../src/host/compare/publishedNumbers';

const gallery = (file: string): string => readFileSync(path.resolve('gallery', file), 'utf8');
const systemOf = (name: string) =>
  gallerySystem(name, gallery(`${name}/${name}.s2s.json`), gallery(`${name}/expected.json`));

describe('The published number beside a run', () => {
  const name = 'joeynmt-reverse';
  const system = systemOf(name);
  const config = configSchema.parse(
    parse(gallery(`${name}/${name}.s2s.json`), [], { allowTrailingComma: true }),
  );

  it('is that of the gallery’s system of its name, whatever its model and training', () => {
    assert.ok(system);
    const [number, ...others] = publishedNumbers([system], name, config);
    assert.deepEqual([number?.metric, number?.value, others.length], ['bleu', 95.19, 0]);
    assert.match(number?.source ?? '', /JoeyNMT/);
    const changed = { ...config, random_seed: 7, training: { ...config.training, learning_rate: 0.5 } };
    assert.equal(publishedNumbers([system], name, changed).length, 1);
  });

  it('is none of a run with other data or another name, or whose config is unreadable', () => {
    assert.ok(system);
    const otherData = { ...config, data: { ...config.data, train: { generator: 'copy', size: 10 } } };
    assert.deepEqual(publishedNumbers([system], name, otherData), []);
    assert.deepEqual(publishedNumbers([system], 'mine', config), []);
    assert.deepEqual(publishedNumbers([system], name, undefined), []);
  });

  it('is none where nothing was published of a metric that training measures', () => {
    assert.equal(systemOf('copy'), undefined);
    assert.equal(systemOf('convex-hull'), undefined);
  });
});

describe('A config by its keys', () => {
  it('has them by dotted path, lists and empty objects as JSON', () => {
    const config = { a: 1, b: { c: null, d: { e: 'x' }, f: [1, 2], g: {} }, h: false };
    assert.deepEqual(flattenConfig(config), {
      a: 1,
      'b.c': null,
      'b.d.e': 'x',
      'b.f': '[1,2]',
      'b.g': '{}',
      h: false,
    });
  });

  it('has none when there is no config', () => {
    for (const nothing of [undefined, null, 'text', [1], {}]) assert.deepEqual(flattenConfig(nothing), {});
  });
});
