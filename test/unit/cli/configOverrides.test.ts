import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { applyOverrides, parseOverride } from '../../../src/cli/configOverrides';
import { UsageError } from '../../../src/cli/usageError';

const text = `{
  // What this is for.
  "data": { "train": "a.tsv" },
  "training": {
    "updates": 100, // enough
  },
}
`;

describe('applyOverrides', () => {
  const set = (...settings: string[]) => applyOverrides(text, settings.map(parseOverride));

  it('changes, adds and nests keys', () => {
    const changed = set(
      'training.updates=5',
      'model.encoder.hidden_size=64',
      'data.train="b.tsv"',
      'training.optimizer=sgd',
    );
    assert.deepEqual(parse(changed), {
      data: { train: 'b.tsv' },
      training: { updates: 5, optimizer: 'sgd' },
      model: { encoder: { hidden_size: 64 } },
    });
  });

  it('leaves comments and the lines of everything else where they are', () => {
    const changed = set('training.updates=5', 'random_seed=7').split('\n');
    assert.equal(changed[1], '  // What this is for.');
    assert.equal(changed[4], '    "updates": 5, // enough');
  });

  it('sets elements of lists', () => {
    assert.deepEqual(parse(applyOverrides('{"a": [1, 2]}', [parseOverride('a.1=3')])), { a: [1, 3] });
  });

  it('takes a key away', () => {
    assert.deepEqual(parse(applyOverrides(text, [{ path: ['training', 'updates'], value: undefined }])), {
      data: { train: 'a.tsv' },
      training: {},
    });
  });

  it('refuses what is not path=value, and paths through values', () => {
    for (const wrong of ['training.updates', '=5', 'training..updates=5', ''])
      assert.throws(() => parseOverride(wrong), UsageError);
    assert.throws(() => set('data.train.file=x'), /data\.train is not an object/);
  });
});
