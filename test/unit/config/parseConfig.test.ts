import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatPath } from '../../../src/core/config/formatPath';
import { hasErrors, parseConfig } from '../../../src/core/config/parseConfig';
import { resolveConfigName } from '../../../src/core/config/resolveConfigName';
import { bestMetric, effectiveCondition } from '../../../src/core/config/schema';
import type { Config } from '../../../src/core/config/schema';

const smallest = '{"data": {"train": "train.tsv", "dev": "dev.tsv"}}';

function valid(text: string): Config {
  const { config, diagnostics } = parseConfig(text);
  assert.deepEqual(diagnostics, []);
  assert.ok(config);
  return config;
}

describe('parseConfig', () => {
  it('fills every default into the smallest config', () => {
    const config = valid(smallest);
    assert.equal(config.random_seed, 42);
    assert.equal(config.model.encoder.hidden_size, 128);
    assert.equal(config.model.decoder.attention.type, 'none');
    assert.deepEqual(config.training.adam_betas, [0.9, 0.999]);
    assert.equal(config.testing.beam_size, 1);
    assert.equal(config.data.special_symbols.eos_token, '</s>');
  });

  it('takes its own resolved config again and gives the same', () => {
    const config = valid(
      '{"data": {"train": "a.tsv", "dev": "b.tsv"}, "model": {"decoder": {"attention": "luong"}}}',
    );
    assert.deepEqual(valid(JSON.stringify(config)), config);
  });

  it('allows comments, trailing commas, a byte order mark and Windows line ends', () => {
    const text = '\uFEFF// Title\r\n{\r\n  /* data */ "data": {"train": "a.tsv", "dev": "b.tsv",},\r\n}\r\n';
    assert.equal(valid(text).data.train, 'a.tsv');
  });

  it('knows "luong" as another name for "general", as text and as an object', () => {
    for (const attention of ['"luong"', '{"type": "luong"}', '"general"']) {
      const config = valid(
        `{"data": {"train": "a.tsv", "dev": "b.tsv"}, "model": {"decoder": {"attention": ${attention}}}}`,
      );
      assert.equal(config.model.decoder.attention.type, 'general');
    }
  });

  it('derives the condition from the attention', () => {
    const conditions = ['none', 'dot', 'general', 'concat', 'bahdanau'].map((attention) =>
      effectiveCondition(
        valid(`{"data": {"train": "a", "dev": "b"}, "model": {"decoder": {"attention": "${attention}"}}}`)
          .model.decoder,
      ),
    );
    assert.deepEqual(conditions, ['init', 'merge', 'merge', 'merge', 'par']);
  });

  it('picks the best checkpoint by the metric of early stopping unless told otherwise', () => {
    const withTraining = (training: string): string =>
      `{"data": {"train": "a", "dev": "b"}, "training": ${training}}`;
    assert.equal(bestMetric(valid(withTraining('{}')).training), 'sequence_accuracy');
    assert.equal(bestMetric(valid(withTraining('{"early_stopping": {}}')).training), 'loss');
    assert.equal(
      bestMetric(valid(withTraining('{"early_stopping": {}, "best_metric": "token_accuracy"}')).training),
      'token_accuracy',
    );
  });

  it('counts lines and columns from 1 and does not count a byte order mark', () => {
    const places = ['', '\uFEFF'].map((mark) => {
      const [diagnostic] = parseConfig(`${mark}{"dta": 1,\n "data": {"train": "a", "dev": "b"}}`).diagnostics;
      return [diagnostic?.line, diagnostic?.column, diagnostic?.offset];
    });
    assert.deepEqual(places, [
      [1, 2, 1],
      [1, 2, 2],
    ]);
  });

  it('gives a config with contradictions, so that views can show it, and says it has errors', () => {
    const { config, diagnostics } = parseConfig(
      '{"data": {"train": "a", "dev": "b"}, "testing": {"n_best": 2}}',
    );
    assert.ok(config);
    assert.equal(hasErrors(diagnostics), true);
  });

  it('does not take a warning for an error', () => {
    const { diagnostics } = parseConfig(
      '{"data": {"train": "a", "dev": "b"}, "training": {"optimizer": "sgd", "adam_betas": [0.9, 0.9]}}',
    );
    assert.equal(diagnostics.length, 1);
    assert.equal(hasErrors(diagnostics), false);
  });

  it('never throws and never places a diagnostic outside the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"data"',
      ':',
      ',',
      '"train"',
      '3',
      'null',
      '\n',
      '//x',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        for (const { offset, length, line, column } of parseConfig(text).diagnostics) {
          assert.ok(offset >= 0 && offset + length <= text.length);
          assert.ok(line >= 1 && column >= 1);
        }
      }),
    );
  });

  it('accepts any value that the schema accepts, wherever it is cut from', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('data', 'model', 'training', 'testing', 'name'),
        (value, key) => {
          const text = JSON.stringify({ data: { train: 'a', dev: 'b' }, [key]: value });
          const { config, diagnostics } = parseConfig(text);
          assert.equal(
            config === undefined,
            diagnostics.some(({ source }) => source === 'schema'),
          );
        },
      ),
    );
  });
});

describe('resolveConfigName', () => {
  it('prefers the name in the file, else takes the file name', () => {
    assert.equal(resolveConfigName({ name: 'mine' }, '/a/b.s2s.json'), 'mine');
    assert.equal(resolveConfigName({}, '/a/my dates.s2s.json'), 'my dates');
    assert.equal(resolveConfigName({}, 'C:\\a\\dates.s2s.json'), 'dates');
    assert.equal(resolveConfigName({}, '.s2s.json'), 'experiment');
  });
});

describe('formatPath', () => {
  it('writes keys with dots and elements with brackets', () => {
    assert.equal(formatPath(['training', 'adam_betas', 1]), 'training.adam_betas[1]');
    assert.equal(formatPath([]), '');
  });
});
