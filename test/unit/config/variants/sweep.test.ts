import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quickFixes } from '../../../../src/core/config/edits/quickFixes';
import { hasErrors, parseConfig } from '../../../../src/core/config/parseConfig';
import type { SweepConfig } from '../../../../src/core/config/schema';
import { shortNames, sweepTrials, trialCount } from '../../../../src/core/config/variants/sweepTrials';
import { trialValue } from '../../../../src/core/config/variants/trialConfig';

const base = {
  data: { train: { generator: 'copy', size: 10 }, dev: { generator: 'copy', size: 5 } },
  model: {
    encoder: { hidden_size: 16 },
    decoder: { hidden_size: 16, attention: 'dot' },
  },
  training: { updates: 10 },
};

const withSweep = (sweep: unknown): string => JSON.stringify({ ...base, sweep }, null, 2);

const grid = (parameters: Record<string, unknown[]>, more: Partial<SweepConfig> = {}): SweepConfig => ({
  parameters,
  method: 'grid',
  ...more,
});

/** Code, marked text and message of each problem. */
function problems(sweep: unknown): string[] {
  const text = withSweep(sweep);
  return parseConfig(text).diagnostics.map(
    ({ code, offset, length, message }) => `${code} ${text.slice(offset, offset + length)}: ${message}`,
  );
}

describe('the trials of a sweep', () => {
  it('are every combination of a grid, the last key fastest', () => {
    const trials = sweepTrials(
      grid({ 'training.batch_size': [8, 16], 'training.optimizer': ['sgd', 'adam'] }),
      1,
    );
    assert.deepEqual(
      trials.map(({ index, label }) => [index, label]),
      [
        [0, 'batch_size=8, optimizer=sgd'],
        [1, 'batch_size=8, optimizer=adam'],
        [2, 'batch_size=16, optimizer=sgd'],
        [3, 'batch_size=16, optimizer=adam'],
      ],
    );
  });

  it('set all paths of a key that names several', () => {
    const key = 'model.encoder.hidden_size, model.decoder.hidden_size';
    const [first] = sweepTrials(grid({ [key]: [8, 32] }), 1);
    assert.equal(first?.label, 'hidden_size=8');
    assert.deepEqual(first.changes, [
      { path: ['model', 'encoder', 'hidden_size'], value: 8 },
      { path: ['model', 'decoder', 'hidden_size'], value: 8 },
    ]);
  });

  it('are called by as little of the path as tells the keys apart', () => {
    const names = shortNames(['model.encoder.dropout', 'model.decoder.dropout', 'training.batch_size']);
    assert.deepEqual([...names.values()], ['encoder.dropout', 'decoder.dropout', 'batch_size']);
  });

  const lists = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 6 }),
    { minKeys: 1 },
  );

  it('of a random sweep are some of the grid, none twice, and more of them begin with the same', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.integer({ min: 1, max: 40 }), (parameters, seed, trials) => {
        const all = new Set(sweepTrials(grid(parameters), seed).map(({ label }) => label));
        const drawn = sweepTrials({ parameters, method: 'random', trials }, seed).map(({ label }) => label);
        const more = sweepTrials({ parameters, method: 'random', trials: trials + 3 }, seed);
        assert.equal(drawn.length, Math.min(trials, all.size));
        assert.equal(new Set(drawn).size, drawn.length);
        assert.ok(drawn.every((label) => all.has(label)));
        assert.deepEqual(
          more.slice(0, drawn.length).map(({ label }) => label),
          drawn,
        );
      }),
    );
  });

  it('are drawn of spaces that no list could hold', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    const parameters = Object.fromEntries(Array.from('abcdefghij').map((key) => [key, values]));
    const trials = sweepTrials({ parameters, method: 'random', trials: 50 }, 7);
    assert.equal(new Set(trials.map(({ label }) => label)).size, 50);
    assert.equal(trialCount({ parameters, method: 'random' }), 10);
  });

  it('depend on the seed', () => {
    const sweep = { parameters: { a: [...Array(50).keys()] }, method: 'random' as const, trials: 10 };
    const labels = (seed: number) => sweepTrials(sweep, seed).map(({ label }) => label);
    assert.deepEqual(labels(1), labels(1));
    assert.notDeepEqual(labels(1), labels(2));
  });
});

describe('the config of a trial', () => {
  it('has the values in their places, short forms spelled out, and no sweep', () => {
    const value = trialValue({ ...base, sweep: {} }, [
      { path: ['model', 'decoder', 'attention', 'function'], value: 'sparsemax' },
      { path: ['training', 'early_stopping', 'steps'], value: 3 },
    ]);
    assert.deepEqual(value, {
      ...base,
      model: {
        ...base.model,
        decoder: { hidden_size: 16, attention: { type: 'dot', function: 'sparsemax' } },
      },
      training: { updates: 10, early_stopping: { steps: 3 } },
    });
  });

  it('leaves the config it comes from alone', () => {
    const before = structuredClone(base);
    trialValue(base, [{ path: ['model', 'encoder', 'hidden_size'], value: 1 }]);
    assert.deepEqual(base, before);
  });

  it('has no place below a number', () => {
    assert.equal(trialValue(base, [{ path: ['training', 'updates', 'most'], value: 1 }]), undefined);
  });
});

describe('a sweep in a config', () => {
  it('is fine with keys that are there and values that they take', () => {
    const key = 'model.encoder.hidden_size, model.decoder.hidden_size';
    assert.deepEqual(
      problems({
        parameters: {
          [key]: [8, 16],
          'data.train.size': [10, 20],
          'model.decoder.attention': ['dot', { type: 'bahdanau' }],
        },
        method: 'random',
        trials: 3,
      }),
      [],
    );
  });

  it('says which key there is not, and which was meant', () => {
    const [first, ...others] = problems({ parameters: { 'model.encoder.hiden_size': [8] } });
    assert.deepEqual(others, []);
    assert.equal(
      first,
      'sweep-unknown-key "model.encoder.hiden_size": A config has no key "model.encoder.hiden_size". Did you mean "model.encoder.hidden_size"?',
    );
    assert.match(
      problems({ parameters: { learning_rate: [0.1] } })[0] ?? '',
      /mean "training.learning_rate"/,
    );
    assert.match(problems({ parameters: { 'training.batch_size,': [8] } })[0] ?? '', /path is missing/);
    assert.match(problems({ parameters: { nonsense: [8] } })[0] ?? '', /whole path/);
  });

  it('has the right name put in by a quick fix', () => {
    const parsed = parseConfig(withSweep({ parameters: { 'training.batchsize': [8, 16] } }));
    const [problem] = parsed.diagnostics;
    assert.ok(problem !== undefined);
    const [fix] = quickFixes(parsed, problem);
    assert.equal(fix?.isPreferred, true);
    assert.equal(hasErrors(parseConfig(fix.text).diagnostics), false);
  });

  it('refuses values at the value', () => {
    assert.deepEqual(problems({ parameters: { 'training.batch_size': [8, -1, 'x'] } }), [
      'sweep-value -1: training.batch_size must be a whole number from 1 to 65536; found -1.',
      'sweep-value "x": training.batch_size must be a whole number from 1 to 65536; found "x".',
    ]);
    assert.match(
      problems({ parameters: { 'model.decoder.attention.type': ['dott'] } })[0] ?? '',
      /^sweep-value "dott": model.decoder.attention.type must be "none", /,
    );
  });

  it('refuses what trials are compared by, and keys that are none of the model', () => {
    for (const key of ['name', 'expect', 'training.best_metric', 'sweep.trials', 'task', 'testing.beam_size'])
      assert.match(problems({ parameters: { [key]: ['x'] } }).join(), /^sweep-fixed-key /, key);
  });

  it('refuses the same key or value twice', () => {
    assert.match(
      problems({
        parameters: { 'model.decoder.attention': ['dot'], 'model.decoder.attention.type': ['general'] },
      }).join(),
      /sweep-key-twice "model.decoder.attention.type"/,
    );
    assert.match(problems({ parameters: { 'training.batch_size': [8, 8] } }).join(), /sweep-value-twice 8:/);
  });

  it('refuses nothing, and far too much', () => {
    assert.match(problems({ parameters: {} }).join(), /^sweep-empty /);
    const many = Array.from({ length: 40 }, (_, index) => index + 1);
    const parameters = { 'training.batch_size': many, 'model.encoder.hidden_size': many };
    assert.match(problems({ parameters }).join(), /make 1,600 trials; a grid has at most 1,000/);
    assert.doesNotMatch(problems({ parameters, method: 'random' }).join(), /sweep-too-many/);
  });

  it('says which combinations contradict each other', () => {
    const [first] = problems({
      parameters: { 'model.encoder.hidden_size': [16, 32], 'model.decoder.hidden_size': [16, 32] },
    });
    assert.match(
      first ?? '',
      /^sweep-trial "model[^:]*: 2 of 4 trials can’t be trained, such as encoder.hidden_size=16, decoder.hidden_size=32: /,
    );
  });

  it('marks a list that is no list as the schema does', () => {
    assert.match(problems({ parameters: { 'training.batch_size': 8 } }).join(), /^invalid-value/);
  });
});
