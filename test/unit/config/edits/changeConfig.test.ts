import assert from 'node:assert/strict';
import { changeConfig } from '../../../../src/core/config/edits/changeConfig';
import { remove, set, type ConfigChange } from '../../../../src/core/config/edits/configChange';

/** The lines of a text that is written indented. */
const lines = (...parts: readonly string[]): string => parts.join('\n') + '\n';

const config = lines(
  '// What this is for.',
  '{',
  '  "data": { "train": "train.tsv", "dev": "dev.tsv" }, // two files',
  '  "model": {',
  '    // The reader.',
  '    "encoder": { "rnn_type": "gru", "hidden_size": 32 },',
  '    "decoder": {',
  '      "rnn_type": "gru", // cheaper',
  '      "hidden_size": 32, // as wide as the encoder',
  '      /* How it looks back. */',
  '      "attention": "dot" // nothing to learn',
  '    }',
  '  }',
  '}',
);

function changed(text: string, ...changes: readonly ConfigChange[]): string {
  const after = changeConfig(text, changes);
  assert.ok(after !== undefined, 'There is no place for the change');
  return after;
}

/** The lines in which two texts differ: first what went, then what came. */
function difference(before: string, after: string): { gone: string[]; new: string[] } {
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  return { gone: a.filter((line) => !b.includes(line)), new: b.filter((line) => !a.includes(line)) };
}

const decoder = (key: string): string[] => ['model', 'decoder', key];

describe('changeConfig', () => {
  it('replaces a value and nothing else', () => {
    assert.deepEqual(difference(config, changed(config, set(decoder('attention'), 'bahdanau'))), {
      gone: ['      "attention": "dot" // nothing to learn'],
      new: ['      "attention": "bahdanau" // nothing to learn'],
    });
  });

  it('puts a new key where the schema has it, in a line of its own', () => {
    assert.deepEqual(difference(config, changed(config, set(decoder('residual'), true))), {
      gone: [],
      new: ['      "residual": true,'],
    });
    const after = changed(config, set(decoder('residual'), true));
    assert.match(after, /as wide as the encoder\n {6}"residual": true,\n/);
  });

  it('puts it last with the comma it needs, and leaves the comment beside its key', () => {
    assert.deepEqual(difference(config, changed(config, set(decoder('input_feeding'), true))), {
      gone: ['      "attention": "dot" // nothing to learn'],
      new: ['      "attention": "dot", // nothing to learn', '      "input_feeding": true'],
    });
  });

  it('stays in the line of an object that has one', () => {
    assert.deepEqual(
      difference(config, changed(config, set(['model', 'encoder', 'bidirectional'], 'bottom'))).new,
      ['    "encoder": { "rnn_type": "gru", "hidden_size": 32, "bidirectional": "bottom" },'],
    );
    assert.deepEqual(difference(config, changed(config, set(['model', 'encoder', 'type'], 'ntm'))).new, [
      '    "encoder": { "type": "ntm", "rnn_type": "gru", "hidden_size": 32 },',
    ]);
    assert.deepEqual(difference(config, changed(config, set(['data', 'test'], 'test.tsv'))).new, [
      '  "data": { "train": "train.tsv", "dev": "dev.tsv", "test": "test.tsv" }, // two files',
    ]);
  });

  it('makes the objects that are missing', () => {
    assert.deepEqual(difference(config, changed(config, set(['training', 'early_stopping', 'steps'], 3))), {
      gone: [],
      new: ['  },', '  "training": {', '    "early_stopping": { "steps": 3 }'],
    });
    assert.equal(changed('{}', set(['data', 'dev'], 'dev.tsv')), '{ "data": { "dev": "dev.tsv" } }');
    assert.equal(changed('{\n}\n', set(['random_seed'], 1)), '{\n  "random_seed": 1\n}\n');
    assert.equal(changed('{\n  // Later.\n}', set(['name'], 'x')), '{\n  // Later.\n  "name": "x"\n}');
  });

  it('spells a short form out when a key is put into it', () => {
    assert.match(
      changed(config, set([...decoder('attention'), 'function'], 'sparsemax')),
      /"attention": \{ "type": "dot", "function": "sparsemax" \} \/\/ nothing/,
    );
    assert.match(
      changed(config, set([...decoder('attention'), 'type'], 'general')),
      /"attention": "general" \/\/ nothing/,
    );
    assert.equal(changeConfig(config, [set(['data', 'train', 'size'], 3)]), undefined);
  });

  it('removes a key with its line and its comma, and no comment', () => {
    assert.deepEqual(difference(config, changed(config, remove(decoder('attention')))), {
      gone: [
        '      "hidden_size": 32, // as wide as the encoder',
        '      "attention": "dot" // nothing to learn',
      ],
      new: ['      "hidden_size": 32 // as wide as the encoder', '      // nothing to learn'],
    });
    assert.deepEqual(difference(config, changed(config, remove(decoder('rnn_type')))), {
      gone: ['      "rnn_type": "gru", // cheaper'],
      new: ['      // cheaper'],
    });
    assert.deepEqual(difference(config, changed(config, remove(['model', 'encoder']))), {
      gone: ['    "encoder": { "rnn_type": "gru", "hidden_size": 32 },'],
      new: [],
    });
  });

  it('removes a key from within a line', () => {
    const cases: readonly [string, string][] = [
      ['{ "a": 1, "b": 2, "c": 3 }', 'a'],
      ['{ "a": 1, "b": 2, "c": 3 }', 'b'],
      ['{ "a": 1, "b": 2, "c": 3 }', 'c'],
      ['{ "a": 1 }', 'a'],
      ['{ "a": 1 /* why */, "b": 2 }', 'a'],
      ['{\n  "a": 1,\n}', 'a'],
      ['{\n  "a": 1, "b": 2,\n}', 'b'],
      ['{\n  "a": 1, // why\n  "b": 2\n}', 'b'],
      ['{\n  /* why */ "a": 1\n}', 'a'],
      ['{\n  "a": 1\n  , "b": 2\n}', 'b'],
    ];
    const results = cases.map(([text, key]) => changed(text, remove([key])));
    assert.deepEqual(results, [
      '{ "b": 2, "c": 3 }',
      '{ "a": 1, "c": 3 }',
      '{ "a": 1, "b": 2 }',
      '{}',
      '{ /* why */ "b": 2 }',
      '{}',
      '{\n  "a": 1,\n}',
      '{\n  "a": 1 // why\n}',
      '{\n  /* why */\n}',
      '{\n  "a": 1\n}',
    ]);
  });

  it('removes an element of a list', () => {
    const text = '{ "testing": { "eval_metrics": ["bleu", "loss", "chrf"] } }';
    const at = (index: number) => remove(['testing', 'eval_metrics', index]);
    assert.match(changed(text, at(1)), /\["bleu", "chrf"\]/);
    assert.match(changed(text, at(2)), /\["bleu", "loss"\]/);
    assert.match(changed(text, at(2), at(1), at(0)), /"eval_metrics": \[\]/);
  });

  it('gives keys other names and other places', () => {
    assert.match(
      changed(config, { kind: 'rename', path: decoder('attention'), name: 'condition' }),
      /"condition": "dot" \/\/ nothing/,
    );
    const moved = changed(config, {
      kind: 'move',
      path: decoder('hidden_size'),
      to: ['training', 'batch_size'],
    });
    assert.deepEqual(difference(config, moved).new, [
      '      // as wide as the encoder',
      '  },',
      '  "training": { "batch_size": 32 }',
    ]);
  });

  it('writes line breaks and indentation as the file does', () => {
    const tabs = '{\r\n\t"model": {\r\n\t\t"encoder": {}\r\n\t}\r\n}\r\n';
    assert.equal(
      changed(tabs, set(['model', 'decoder', 'attention'], 'dot'), set(['training', 'updates'], 5)),
      '{\r\n\t"model": {\r\n\t\t"encoder": {},\r\n\t\t"decoder": { "attention": "dot" }\r\n\t},\r\n\t"training": { "updates": 5 }\r\n}\r\n',
    );
  });
});
