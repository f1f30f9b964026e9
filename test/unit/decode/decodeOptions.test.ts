import assert from 'node:assert/strict';
import { configSchema, type Config, type ConfigInput } from '../../../src/core/config/schema';
import { checkDecodeOptions, decodeOptions, withDecodeOptions } from '../../../src/core/decode/decodeOptions';

const config = (testing: ConfigInput['testing']): Config =>
  configSchema.parse({ data: { train: 'train.tsv', dev: 'dev.tsv' }, random_seed: 5, testing });

const options = (testing: ConfigInput['testing']) => decodeOptions(config(testing));

describe('Options of decoding', () => {
  it('are those of the config', () => {
    const found = options({
      beam_size: 6,
      n_best: 3,
      beam_groups: 2,
      max_output_length: 9,
      min_output_length: 2,
      target_prefix: 'a',
      allowed: 'json',
    });
    assert.deepEqual(
      [found.beamSize, found.nBest, found.beamGroups, found.maxOutputLength, found.minOutputLength],
      [6, 3, 2, 10, 2],
    );
    assert.deepEqual([found.prefix, found.allowed, found.sampling], ['a', 'json', undefined]);
  });

  it('draw when any of temperature, top_k and top_p is there, seeded as the config is', () => {
    assert.deepEqual(options({ top_k: 3, n_best: 4 }).sampling, {
      temperature: 1,
      topK: 3,
      topP: 1,
      seed: 5,
    });
    assert.equal(options({ top_k: 3, n_best: 4 }).nBest, 4);
    assert.deepEqual(options({ temperature: 0.7, top_p: 0.9 }).sampling, {
      temperature: 0.7,
      topK: undefined,
      topP: 0.9,
      seed: 5,
    });
  });

  it('let a beam that is asked for take the place of sampling, and sampling that of a beam', () => {
    const drawn = options({ temperature: 1, n_best: 8 });
    const searched = withDecodeOptions(drawn, { beamSize: 5 });
    assert.deepEqual([searched.sampling, searched.beamSize, searched.nBest], [undefined, 5, 5]);
    const beams = options({ beam_size: 4, beam_groups: 2, n_best: 4 });
    const sampled = withDecodeOptions(beams, { sampling: drawn.sampling });
    assert.deepEqual([sampled.beamSize, sampled.beamGroups, sampled.nBest], [1, 1, 4]);
    assert.deepEqual(withDecodeOptions(beams, { beamSize: 1 }).beamGroups, 1);
    for (const one of [searched, sampled, beams, drawn]) checkDecodeOptions(one);
  });

  it('that contradict each other are refused in words', () => {
    const plain = options({});
    const sampling = { temperature: 1, topK: undefined, topP: 1, seed: 1 };
    const cases: [Partial<typeof plain>, RegExp][] = [
      [{ beamSize: 2, nBest: 3 }, /3 hypotheses can't come from a beam of 2/],
      [{ beamSize: 5, beamGroups: 2 }, /A beam of 5 can't be divided into 2 equal groups/],
      [{ beamSize: 2, sampling }, /either drawn .* or searched for with a beam of 2/],
    ];
    for (const [change, message] of cases)
      assert.throws(() => {
        checkDecodeOptions({ ...plain, ...change });
      }, message);
  });
});
