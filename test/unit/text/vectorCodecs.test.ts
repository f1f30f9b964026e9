import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataSchema } from '../../../src/core/config/schema';
import type { DataConfig } from '../../../src/core/config/schema';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { restoreCodecs, serializeCodecs } from '../../../src/core/text/codecs';
import { decodeText, encodeSource, encodeTarget, NoVectorError } from '../../../src/core/text/encodeText';
import { codecsSchema } from '../../../src/runs/codecsSchema';

function config(data: object = {}): DataConfig {
  return dataSchema.parse({
    train: 'a',
    dev: 'b',
    src: { level: 'vector', max_length: 7 },
    trg: { level: 'pointer' },
    ...data,
  });
}

const codecs = buildCodecs(config(), []);

describe('a codec of vectors', () => {
  it('reads vectors as rows of numbers, all with one id', () => {
    const { ids, features, tokens } = encodeSource(codecs, ' 0.12,0.93  .5,-4e-1\t1,2 ', 7);
    assert.deepEqual([...ids], [4, 4, 4]);
    assert.deepEqual(features, Float32Array.of(0.12, 0.93, 0.5, -0.4, 1, 2));
    assert.deepEqual(tokens, ['0.12,0.93', '.5,-4e-1', '1,2']);
  });

  it('gives back exactly what was written, as float32', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 7 }), (vectors) => {
        const text = vectors.map((vector) => vector.join(',')).join(' ');
        const { features } = encodeSource(codecs, text, 7);
        assert.deepEqual(features, Float32Array.from(vectors.flat()));
      }),
    );
  });

  for (const token of ['0.1', '0.1,0.2,0.3', '0.1,', 'a,b', '0.1,NaN', '1,Infinity', '1e99,0', '0x1,2', ','])
    it(`takes ${JSON.stringify(token)} for no vector of two numbers`, () => {
      assert.equal(codecs.source.idOf(token), codecs.source.unkId);
      assert.throws(
        () => encodeSource(codecs, `0.1,0.2 ${token}`, 7),
        (error: unknown) => error instanceof NoVectorError && error.message.includes(JSON.stringify(token)),
      );
    });

  it('has as many numbers a vector as vector_size says, and shows how they are written', () => {
    const single = buildCodecs(config({ src: { level: 'vector', vector_size: 1 } }), []);
    assert.equal(single.source.features?.size, 1);
    assert.deepEqual(encodeSource(single, '0.5 1', 7).features, Float32Array.of(0.5, 1));
    assert.throws(() => encodeSource(single, '1,2', 7), /vectors of 1 number, such as 0\.2 0\.7 /);
  });

  it('has no end symbol unless asked', () => {
    assert.equal(codecs.sourceEos, false);
    assert.equal(buildCodecs(config({ src: {} }), []).sourceEos, true);
  });

  it('turns vectors around with their positions', () => {
    const reversed = buildCodecs(config({ src: { level: 'vector', reverse: true }, trg: {} }), []);
    assert.deepEqual(encodeSource(reversed, '1,2 3,4', 7).features, Float32Array.of(3, 4, 1, 2));
  });

  it('says that vectors are too many', () => {
    assert.throws(() => encodeSource(codecs, '1,2 3,4', 1), /2 vectors, but this model takes at most 1/);
  });
});

describe('a codec of positions', () => {
  it('counts from 1 behind the special symbols', () => {
    assert.deepEqual([...encodeTarget(codecs.target, '1 4  7')], [4, 7, 10, codecs.target.eosId]);
    assert.equal(decodeText(codecs.target, [4, 7, 10, 3, 9]), '1 4 7');
    assert.equal(codecs.target.vocabularySize, 4 + 7);
    // Positions beyond what was trained with can still be told.
    assert.equal(codecs.target.tokenOf(4 + 99), '100');
  });

  for (const token of ['0', '8', '-1', '1.5', 'a', '01'])
    it(`takes ${token} for no position of seven`, () => {
      assert.equal(codecs.target.idOf(token), codecs.target.unkId);
    });
});

describe('codecs of vectors and positions', () => {
  it('are the same after being stored', () => {
    const stored = codecsSchema.parse(JSON.parse(JSON.stringify(serializeCodecs(codecs))));
    assert.deepEqual(stored, serializeCodecs(codecs));
    const restored = restoreCodecs(stored);
    assert.deepEqual(encodeSource(restored, '1,2', 7), encodeSource(codecs, '1,2', 7));
    assert.equal(restored.target.idOf('3'), 6);
  });
});
