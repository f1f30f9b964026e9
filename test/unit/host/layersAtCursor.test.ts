import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { keyOfLayer } from '../../../src/host/diagram/keyOfLayer';
import { layersAt, pathAt } from '../../../src/host/diagram/layersAtCursor';
import { describeModel } from '../../../src/trainer/modelDescriber';

const text = `{
  "data": { "train": "a.tsv", "dev": "b.tsv", "trg": { "level": "char" } },
  "model": {
    // Two ways.
    "encoder": { "rnn_type": "gru", "dropout": 0.1 },
    "decoder": {
      "hidden_size": 64,
      "attention": { "type": "bahdanau" }
    }
  }
}`;
const { config } = parseConfig(text);
assert.ok(config);
const { nodes } = describeModel(config, { sourceVocabularySize: 9, targetVocabularySize: 9 });

describe('Layers at the cursor', () => {
  const at = (mark: string, source = text): string[] =>
    layersAt(pathAt(source, source.indexOf(mark) + mark.length), nodes);

  it('are those whose key it is on', () => {
    assert.deepEqual(at('"hidden_size'), ['decoder.layers.0']);
    assert.deepEqual(at('"bahdanau'), ['decoder.attention']);
    assert.deepEqual(at('"attention": {'), ['decoder.attention']);
  });

  it('are those that a key has a say in where it is none’s main one', () => {
    assert.deepEqual(at('"dropout'), ['encoder.layers.0']);
  });

  it('are all of a section that it is on, and none for what concerns no layer', () => {
    assert.deepEqual(at('"encoder'), ['encoder.embeddings', 'encoder.layers.0']);
    assert.deepEqual(at('"model'), []);
    assert.deepEqual(at('"train": "a'), []);
    assert.deepEqual(at('"level'), ['target']);
  });

  it('are found in broken text too', () => {
    assert.deepEqual(at('"attention', text.replace(/"attention"[^]*$/, '"attention')), ['decoder.attention']);
    assert.deepEqual(layersAt(pathAt('', 0), nodes), []);
    assert.deepEqual(layersAt(pathAt('}{', 1), nodes), []);
  });
});

describe('The key of a layer', () => {
  const keyOf = (id: string, source = text): string => {
    const node = nodes.find((other) => other.id === id);
    assert.ok(node);
    const { offset, length } = keyOfLayer(source, node);
    return source.slice(offset, offset + length);
  };

  it('is its main one, else one that has a say in it, else the nearest above', () => {
    assert.equal(keyOf('decoder.layers.0'), '"hidden_size"');
    assert.equal(keyOf('encoder.layers.0'), '"rnn_type"');
    assert.equal(keyOf('decoder.output'), '"decoder"');
    assert.equal(keyOf('encoder.embeddings'), '"encoder"');
    assert.equal(keyOf('source'), '"data"');
  });

  it('is the brace of the file where nothing else is written', () => {
    assert.equal(keyOf('decoder.output', '{}'), '{');
    assert.equal(keyOf('decoder.output', ''), '');
  });
});
