import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataSchema } from '../../../src/core/config/schema';
import type { DataConfig } from '../../../src/core/config/schema';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { restoreCodecs, serializeCodecs } from '../../../src/core/text/codecs';
import { restoreCodec } from '../../../src/core/text/restoreCodec';
import type { SerializedCodecs, TextCodec } from '../../../src/core/text/textCodec';

function config(data: object = {}): DataConfig {
  return dataSchema.parse({ train: 'a', dev: 'b', ...data });
}

function vocabularyOf(codec: TextCodec): readonly string[] {
  const serialized = codec.toJSON();
  assert.ok('vocabulary' in serialized);
  return serialized.vocabulary;
}

const pair = (source: string, target: string) => ({ source, target });
const words = { src: { level: 'word' }, trg: { level: 'word' } };

describe('buildCodecs', () => {
  it('puts special symbols first, then tokens by frequency, equal ones in order of code units', () => {
    const { source, target } = buildCodecs(config(), [pair('abcb', 'z'), pair('bc', 'Z')]);
    assert.deepEqual(vocabularyOf(source), ['<pad>', '<unk>', '<s>', '</s>', 'b', 'c', 'a']);
    assert.deepEqual(vocabularyOf(target).slice(4), ['Z', 'z']);
    assert.deepEqual([source.padId, source.unkId, source.bosId, source.eosId], [0, 1, 2, 3]);
  });

  it('gives the same vocabulary for any order of the pairs', () => {
    const pairs = fc.array(fc.record({ source: fc.string(), target: fc.string() }));
    fc.assert(
      fc.property(pairs, (some) => {
        const forwards = serializeCodecs(buildCodecs(config(), some));
        assert.deepEqual(serializeCodecs(buildCodecs(config(), [...some].reverse())), forwards);
      }),
    );
  });

  it('keeps the most frequent tokens up to voc_limit and leaves out those below voc_min_freq', () => {
    const pairs = [pair('aaabbc', 'x')];
    const limited = buildCodecs(config({ src: { voc_limit: 2 } }), pairs).source;
    assert.deepEqual(vocabularyOf(limited).slice(4), ['a', 'b']);
    assert.equal(limited.idOf('c'), limited.unkId);
    const frequent = buildCodecs(config({ src: { voc_min_freq: 3 } }), pairs).source;
    assert.deepEqual(vocabularyOf(frequent).slice(4), ['a']);
  });

  it('shares one vocabulary with the counts of both sides', () => {
    const { source, target } = buildCodecs(config({ share_vocab: true }), [pair('ab', 'bc'), pair('b', 'c')]);
    assert.equal(source, target);
    assert.deepEqual(vocabularyOf(source).slice(4), ['b', 'c', 'a']);
  });

  it('does not count pairs that are too long to be trained on', () => {
    const { source, target } = buildCodecs(config({ src: { max_length: 2 } }), [
      pair('ab', 'x'),
      pair('cde', 'y'),
    ]);
    assert.deepEqual(vocabularyOf(source).slice(4), ['a', 'b']);
    assert.deepEqual(vocabularyOf(target).slice(4), ['x']);
  });

  it('never takes a word of the data for begin, end or padding', () => {
    const { source } = buildCodecs(config(words), [pair('</s> <pad> word', 'x')]);
    const ids = ['</s>', '<pad>', '<s>'].map((word) => source.idOf(word));
    assert.ok(!ids.includes(source.eosId) && !ids.includes(source.padId) && !ids.includes(source.bosId));
    assert.equal(source.tokenOf(source.idOf('</s>')), '</s>');
    assert.equal(source.idOf('<s>'), source.unkId);
  });

  it('takes the unknown symbol spelt out in prepared corpora for what it says', () => {
    const { source } = buildCodecs(config(words), [pair('<unk> <unk> word', 'x')]);
    assert.equal(source.idOf('<unk>'), source.unkId);
    assert.equal(source.vocabularySize, 5);
  });

  it('keeps a character apart from a special symbol spelt like it', () => {
    const { source } = buildCodecs(config({ special_symbols: { unk_token: '?', eos_token: '$' } }), [
      pair('a?$', 'x'),
    ]);
    assert.equal(source.vocabularySize, 7);
    assert.notEqual(source.idOf('?'), source.unkId);
    assert.notEqual(source.idOf('$'), source.eosId);
  });

  it('begins a vocabulary with as many special symbols as there are spellings', () => {
    const edge = { pad_token: 'EDGE', bos_token: 'EDGE', eos_token: 'EDGE' };
    const idsOf = (special_symbols: object) => {
      const { target } = buildCodecs(config({ special_symbols }), [pair('a', 'xy')]);
      const { padId, unkId, bosId, eosId, vocabularySize } = target;
      return [padId, unkId, bosId, eosId, target.idOf('x'), target.idOf('?'), vocabularySize];
    };
    assert.deepEqual(idsOf({}), [0, 1, 2, 3, 4, 1, 6]);
    assert.deepEqual(idsOf(edge), [0, 1, 0, 0, 2, 1, 4]);
    assert.deepEqual(idsOf({ ...edge, unk_token: 'EDGE' }), [0, 0, 0, 0, 1, 0, 3]);
  });
});

describe('a codec', () => {
  const codecs = buildCodecs(config({ src: { reverse: true, eos: false } }), [pair('abc', 'xyz')]);

  it('is the same after it was stored and restored', () => {
    const stored = JSON.parse(JSON.stringify(serializeCodecs(codecs))) as SerializedCodecs;
    const restored = restoreCodecs(stored);
    assert.deepEqual(serializeCodecs(restored), serializeCodecs(codecs));
    assert.equal(restored.sourceReverse, true);
    assert.equal(restored.sourceEos, false);
    assert.equal(restored.source.idOf('b'), codecs.source.idOf('b'));
  });

  it('gives every id a token and every ordinary token its id back', () => {
    for (let id = 4; id < codecs.source.vocabularySize; id++) {
      assert.equal(codecs.source.idOf(codecs.source.tokenOf(id)), id);
    }
  });

  it('says which ids there are when asked for another', () => {
    assert.throws(() => codecs.source.tokenOf(99), /No token has id 99: the vocabulary has ids 0 to 6/);
  });

  it('refuses a vocabulary without its special symbols', () => {
    const { source } = serializeCodecs(codecs);
    const damaged = { ...source, vocabulary: vocabularyOf(codecs.source).slice(1) };
    assert.throws(() => restoreCodec(damaged), /starts with its special symbols.*damaged/);
  });
});
