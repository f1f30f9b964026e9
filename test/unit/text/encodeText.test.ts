import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataSchema } from '../../../src/core/config/schema';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import type { Codecs } from '../../../src/core/text/codecs';
import {
  decodeText,
  decodeTokens,
  describeUnknownTokens,
  encodeSource,
  encodeTarget,
  SourceTooLongError,
} from '../../../src/core/text/encodeText';

function codecsFor(src: object = {}): Codecs {
  const data = dataSchema.parse({ train: 'a', dev: 'b', src });
  return buildCodecs(data, [{ source: 'abcdef', target: 'abcdef' }]);
}

const spell = (codecs: Codecs, ids: Iterable<number>): string[] =>
  Array.from(ids, (id) => codecs.source.tokenOf(id));

describe('encodeSource', () => {
  it('ends the source with the end symbol', () => {
    const codecs = codecsFor();
    assert.deepEqual(spell(codecs, encodeSource(codecs, 'abc', 10).ids), ['a', 'b', 'c', '</s>']);
  });

  it('reverses the tokens but leaves the end symbol at the end', () => {
    const codecs = codecsFor({ reverse: true });
    const encoded = encodeSource(codecs, 'abc', 10);
    assert.deepEqual(spell(codecs, encoded.ids), ['c', 'b', 'a', '</s>']);
    assert.deepEqual(encoded.tokens, ['a', 'b', 'c']);
  });

  it('leaves the end symbol out where the config says so; then an empty source has no tokens', () => {
    const codecs = codecsFor({ eos: false });
    assert.equal(encodeSource(codecs, '', 10).ids.length, 0);
    assert.deepEqual(spell(codecs, encodeSource(codecs, 'ab', 10).ids), ['a', 'b']);
  });

  it('labels unknown tokens as they are written and lists each once', () => {
    const codecs = codecsFor();
    const encoded = encodeSource(codecs, 'aXbYX', 10);
    assert.deepEqual(encoded.unknownTokens, ['X', 'Y']);
    assert.equal(
      describeUnknownTokens(encoded, '<unk>'),
      'Not in the source vocabulary and read as <unk>: "X", "Y". The training split has no such token, so expect mistakes around it.',
    );
  });

  it('shows at most ten unknown tokens', () => {
    const encoded = encodeSource(codecsFor(), 'ABCDEFGHIJKL', 100);
    assert.match(describeUnknownTokens(encoded, '<unk>') ?? '', /"J" and 2 more\./);
  });

  it('has nothing to say when every token is known', () => {
    assert.equal(describeUnknownTokens(encodeSource(codecsFor(), 'abc', 10), '<unk>'), undefined);
  });

  it('takes a source of just max_length and refuses a longer one, naming lengths and key', () => {
    const codecs = codecsFor();
    assert.equal(encodeSource(codecs, 'abcde', 5).tokens.length, 5);
    assert.throws(() => encodeSource(codecs, 'abcdef', 5), {
      name: 'SourceTooLongError',
      message:
        'The source has 6 characters, but this model takes at most 5 (data.src.max_length). Shorten or split it, or train with a larger data.src.max_length.',
    });
    assert.throws(() => encodeSource(codecsFor({ level: 'word' }), 'a b c', 2), SourceTooLongError);
  });
});

describe('decodeTokens', () => {
  it('stops at the first end symbol and leaves padding and begin symbols out', () => {
    const { target } = codecsFor();
    const ids = [target.bosId, target.idOf('a'), target.padId, target.unkId, target.eosId, target.idOf('b')];
    assert.deepEqual(decodeTokens(target, ids), ['a', '<unk>']);
  });

  it('undoes encodeTarget for text of known characters', () => {
    const { target } = codecsFor();
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f') }), (text) => {
        const ids = encodeTarget(target, text);
        assert.equal(ids.at(-1), target.eosId);
        assert.equal(decodeText(target, ids), text);
      }),
    );
  });
});
