import assert from 'node:assert/strict';
import { changeConfig } from '../../../../src/core/config/edits/changeConfig';
import { remove, set } from '../../../../src/core/config/edits/configChange';
import { textDifference } from '../../../../src/core/config/edits/textDifference';
import type { ConfigPath } from '../../../../src/core/config/configDocument';
import { parseConfig } from '../../../../src/core/config/parseConfig';

const written = `// Of the experiment.
{
  "name": "tiny", // its name
  // Where the pairs come from.
  "data": {
    "train": { "generator": "copy", "size": 100 }, // many
    "dev": "dev.tsv"
  },
  "model": {
    "encoder": { "hidden_size": 64 }, /* wide */
    "decoder": {
      // As wide as the encoder.
      "hidden_size": 64,
      "attention": {
        "type": "general", // learned
        // Local attention.
        "window": { "kind": "predictive" }
      }
    }
  },
  "training": {
    "updates": 100 // few
  }
}
`;

const setValue = (text: string, path: ConfigPath, value: unknown): string =>
  changeConfig(text, [set(path, value)]) ?? assert.fail(`There is no place for ${path.join('.')}`);

const removeValue = (text: string, path: ConfigPath): string =>
  changeConfig(text, [remove(path)]) ?? assert.fail(`${path.join('.')} can't be removed`);

const swapItems = (text: string, path: ConfigPath, first: number, second: number): string =>
  changeConfig(text, [{ kind: 'swap', path, first, second }]) ?? assert.fail('Nothing to swap');

/** The lines of a text that are not in another one. */
function newLines(before: string, after: string): string[] {
  const old = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !old.has(line));
}

describe('A value that is set', () => {
  it('replaces a value and nothing else', () => {
    const text = setValue(written, ['model', 'decoder', 'hidden_size'], 128);
    assert.equal(text, written.replace('"hidden_size": 64,\n      "att', '"hidden_size": 128,\n      "att'));
  });

  it('adds keys in the order of the schema, behind what the line of the one before says', () => {
    const seed = setValue(written, ['random_seed'], 7);
    assert.ok(seed.includes('"tiny", // its name\n  "random_seed": 7,\n  // Where the pairs come from.'));
    const batch = setValue(written, ['training', 'batch_size'], 8);
    assert.ok(batch.includes('{\n    "batch_size": 8,\n    "updates": 100 // few\n  }'), batch);
    const dev = setValue(written, ['training', 'validation_freq'], 8);
    assert.ok(dev.includes('"updates": 100, // few\n    "validation_freq": 8\n  }'), dev);
  });

  it('adds to an object in one line within the line, until that is too long', () => {
    const path = ['model', 'encoder'];
    const once = setValue(written, [...path, 'num_layers'], 2);
    assert.ok(once.includes('"encoder": { "hidden_size": 64, "num_layers": 2 }, /* wide */'), once);
    const first = setValue(written, [...path, 'rnn_type'], 'gru');
    assert.ok(first.includes('"encoder": { "rnn_type": "gru", "hidden_size": 64 }, /* wide */'), first);
    const embeddings = { embedding_dim: 32, load_pretrained: 'a/folder/with/a/long/name/vectors.txt' };
    const long = setValue(once, [...path, 'embeddings'], embeddings);
    assert.deepEqual(newLines(once, long).slice(0, 2), ['    "encoder": {', '      "num_layers": 2,']);
    assert.equal(parseConfig(long).config?.model.encoder.embeddings.embedding_dim, 32);
  });

  it('makes what is missing on the way', () => {
    const text = setValue('{\n}\n', ['model', 'decoder', 'attention'], 'dot');
    assert.equal(text, '{\n  "model": {\n    "decoder": { "attention": "dot" }\n  }\n}\n');
    assert.equal(setValue('', ['name'], 'a'), '{\n  "name": "a"\n}\n');
    assert.equal(setValue('// soon\n', ['name'], 'a'), '// soon\n{\n  "name": "a"\n}\n');
  });

  it('moves comments of a value that goes before its key', () => {
    const text = setValue(written, ['model', 'decoder', 'attention'], 'dot');
    assert.ok(
      text.includes(
        '"hidden_size": 64,\n      // learned\n      // Local attention.\n      "attention": "dot"\n    }',
      ),
      text,
    );
  });

  it('changes one kind of object into another key by key', () => {
    const text = setValue(written, ['data', 'train'], { generator: 'dates', size: 100, seed: 1 });
    assert.ok(text.includes('"train": { "generator": "dates", "size": 100, "seed": 1 }, // many'), text);
  });

  it('keeps a byte order mark, line breaks of Windows, tabs and trailing commas', () => {
    const windows = '\uFEFF{\r\n\t"name": "a", // b\r\n}\r\n';
    const text = setValue(windows, ['random_seed'], 1);
    assert.equal(text, '\uFEFF{\r\n\t"name": "a", // b\r\n\t"random_seed": 1,\r\n}\r\n');
    assert.equal(removeValue(text, ['random_seed']), windows);
  });

  it('adds and changes items of lists', () => {
    const path = ['testing', 'eval_metrics'];
    const one = setValue('{}', [...path, 0], 'bleu');
    assert.deepEqual(parseConfig(one).document.valueAt(path), ['bleu']);
    const two = setValue(one, [...path, 1], 'chrf');
    assert.ok(two.includes('["bleu", "chrf"]'), two);
    assert.ok(swapItems(two, path, 0, 1).includes('["chrf", "bleu"]'));
    assert.ok(removeValue(two, [...path, 1]).includes('["bleu"]'));
    assert.ok(removeValue(two, [...path, 0]).includes('["chrf"]'));
    assert.ok(removeValue(one, [...path, 0]).includes('[]'));
  });
});

describe('A key that is removed', () => {
  it('takes the line of a key, and the comma of the one before the last', () => {
    const dev = removeValue(written, ['data', 'dev']);
    assert.ok(dev.includes('"size": 100 } // many\n  },'), dev);
    const encoder = removeValue(written, ['model', 'decoder']);
    for (const kept of ['// As wide as the encoder.', '// learned', '// Local attention.'])
      assert.ok(encoder.includes(`\n    ${kept}\n`), kept);
    assert.ok(encoder.includes('"encoder": { "hidden_size": 64 } /* wide */'), encoder);
  });

  it('leaves the comment beside a key', () => {
    const name = removeValue(written, ['name']);
    assert.ok(name.includes('{\n  // its name\n  // Where'), name);
    const updates = removeValue(written, ['training', 'updates']);
    assert.ok(updates.includes('"training": {\n    // few\n  }'), updates);
  });

  it('leaves an empty object in one line', () => {
    const text = removeValue(written, ['model', 'encoder', 'hidden_size']);
    assert.ok(text.includes('"encoder": {}, /* wide */'), text);
    assert.equal(removeValue('{"a":1,"b":2}', ['b']), '{"a":1}');
    assert.equal(removeValue('{"a":1,"b":2}', ['a']), '{"b":2}');
    assert.equal(removeValue('{\n  "a": 1\n}', ['a']), '{}');
  });

  it('changes nothing where nothing is written', () => {
    assert.equal(removeValue(written, ['testing', 'beam_size']), written);
  });
});

describe('textDifference', () => {
  it('is the stretch between what both texts begin and end with', () => {
    assert.deepEqual(textDifference('one two three', 'one 2 three'), { offset: 4, length: 3, content: '2' });
    assert.deepEqual(textDifference('aa', 'aaa'), { offset: 2, length: 0, content: 'a' });
    assert.deepEqual(textDifference('same', 'same'), { offset: 4, length: 0, content: '' });
  });
});
