import '@tensorflow/tfjs-backend-cpu';
import { tensor1d, tensor2d, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import { createEmbedding, type EmbeddedVocabulary } from '../../../src/core/model/createEmbedding';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import { ParameterList } from '../../../src/core/model/parameterList';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { modelConfig, wasmFolder } from '../../support/seq2seqFixture';

type EmbeddingsInput = NonNullable<NonNullable<NonNullable<ConfigInput['model']>['encoder']>['embeddings']>;

const tokens = ['<pad>', '<unk>', '<s>', '</s>', '01', '11'];

function make(embeddings: EmbeddingsInput, vocabulary: Partial<EmbeddedVocabulary> = {}) {
  const config = modelConfig({ encoder: { embeddings } });
  const parameters = new ParameterList();
  const embedding = createEmbedding(
    'encoder.embeddings',
    config.encoder.embeddings,
    { size: tokens.length, tokens, vectors: undefined, ...vocabulary },
    config,
    parameters,
  );
  return { embedding, parameters: parameters.specs };
}

/** Vectors of tokens, a list a token. */
function lookUp({ embedding, parameters }: ReturnType<typeof make>, ids: readonly number[]): number[][] {
  activateBackend('cpu');
  return tidy(() => {
    const values = Object.fromEntries(
      [...initializeParameters(parameters, 1)].map(([name, { shape, values: numbers }]) => [
        name,
        tensor2d(numbers, [...shape] as [number, number]),
      ]),
    );
    const vectors: Tensor2D = embedding.lookUp(values, tensor1d([...ids], 'int32'));
    return vectors.arraySync();
  });
}

describe('an embedding', () => {
  before(async () => {
    await selectEngine({ preference: 'eager', wasmFolder, threads: 1 });
  });

  it('of one-hot vectors has no parameters, and a 1 at the token', () => {
    const oneHot = make({ type: 'one_hot' });
    assert.deepEqual(oneHot.parameters, []);
    assert.equal(oneHot.embedding.size, tokens.length);
    assert.equal(oneHot.embedding.tableName, undefined);
    assert.deepEqual(lookUp(oneHot, [4, 0]), [
      [0, 0, 0, 0, 1, 0],
      [1, 0, 0, 0, 0, 0],
    ]);
  });

  it('of bits is a fixed table of the tokens themselves', () => {
    const bits = make({ type: 'bits' });
    assert.deepEqual(
      bits.parameters.map(({ name, shape, trainable }) => ({ name, shape, trainable })),
      [{ name: 'encoder.embeddings', shape: [6, 5], trainable: false }],
    );
    const [pad, eos, one, three] = lookUp(bits, [0, 3, 4, 5]);
    assert.deepEqual(pad, [0, 0, 0, 0, 0]);
    assert.deepEqual(eos, [0, 0, 0, 0, 1]);
    assert.deepEqual(one, [0, 1, 0, 0, 0]);
    assert.deepEqual(three, [1, 1, 0, 0, 0]);
  });

  it('of bits wants tokens of bits', () => {
    assert.throws(
      () => make({ type: 'bits' }, { tokens: ['<pad>', '<unk>', '<s>', '</s>', 'a'] }),
      /no token of bits/,
    );
    assert.throws(() => make({ type: 'bits' }, { tokens: undefined }), /need the tokens of the vocabulary/);
  });

  it('begins with the vectors that it is given, whatever else the initializer draws', () => {
    const given = new Map([[4, Float32Array.of(7, 8)]]);
    const plain = lookUp(make({ embedding_dim: 2 }), [3, 4, 5]);
    const filled = lookUp(make({ embedding_dim: 2 }, { vectors: given }), [3, 4, 5]);
    assert.deepEqual(filled, [plain[0], [7, 8], plain[2]]);
    assert.throws(
      () => make({ embedding_dim: 3 }, { vectors: given }),
      /have 2 numbers, but embedding_dim is 3/,
    );
  });

  it('is multiplied by √size when scaled', () => {
    const [vector] = lookUp(make({ type: 'one_hot', scale: true }), [4]);
    assert.equal(vector?.[4], Math.fround(Math.sqrt(tokens.length)));
  });
});
