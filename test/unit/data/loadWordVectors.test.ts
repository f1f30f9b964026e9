import assert from 'node:assert/strict';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { configSchema, type ConfigInput } from '../../../src/core/config/schema';
import { loadWordVectors } from '../../../src/core/data/loadWordVectors';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import { modelSizes } from '../../../src/core/model/modelSizes';

const files: Readonly<Record<string, string>> = {
  'source.txt': 'the 1 2\ncat 3 4\nunread 5 6\n',
  'target.vec': '1 3\nchat 7 8 9\n',
};
const read = (file: string) =>
  Promise.resolve(files[file] === undefined ? undefined : new TextEncoder().encode(files[file]));

function experiment(model: ConfigInput['model']) {
  const config = configSchema.parse({
    data: { train: 'a.tsv', dev: 'b.tsv', src: { level: 'word' }, trg: { level: 'word' } },
    model,
  });
  const codecs = buildCodecs(config.data, [{ source: 'the cat sat', target: 'le chat' }]);
  return { config, codecs };
}

describe('loadWordVectors', () => {
  it('gives the tokens of each side their vectors, and counts those that have none', async () => {
    const { config, codecs } = experiment({
      encoder: { embeddings: { embedding_dim: 2, load_pretrained: 'source.txt' } },
      decoder: { embeddings: { embedding_dim: 3, load_pretrained: 'target.vec', freeze: true } },
    });
    const { sourceVectors, targetVectors, warnings } = await loadWordVectors(config.model, codecs, read);
    assert.deepEqual(warnings, [
      '1 of 7 tokens of the encoder have no vector in source.txt and keep their initial values: "sat".',
      '1 of 6 tokens of the decoder have no vector in target.vec and keep their initial values: "le".',
    ]);
    const plain = buildModel(config.model, modelSizes(codecs));
    const filled = buildModel(config.model, { ...modelSizes(codecs), sourceVectors, targetVectors });
    const [before, after] = [plain, filled].map((model) => initializeParameters(model.parameters, 1));
    const row = (values: typeof before, name: string, id: number, size: number) =>
      Array.from(values!.get(name)!.values.subarray(id * size, (id + 1) * size));
    for (const [token, vector] of [
      ['the', [1, 2]],
      ['cat', [3, 4]],
    ] as const)
      assert.deepEqual(row(after, 'encoder.embeddings', codecs.source.idOf(token), 2), vector);
    const sat = codecs.source.idOf('sat');
    assert.deepEqual(row(after, 'encoder.embeddings', sat, 2), row(before, 'encoder.embeddings', sat, 2));
    assert.deepEqual(row(after, 'decoder.embeddings', codecs.target.idOf('chat'), 3), [7, 8, 9]);
    assert.deepEqual(
      filled.parameters.filter(({ trainable }) => !trainable).map(({ name }) => name),
      ['decoder.embeddings'],
    );
  });

  it('says at which key a file is missing or has vectors of another size', async () => {
    const load = (embeddings: object) => {
      const { config, codecs } = experiment({ encoder: { embeddings } });
      return loadWordVectors(config.model, codecs, read);
    };
    await assert.rejects(
      load({ load_pretrained: 'none.txt' }),
      /^WordVectorError: model\.encoder\.embeddings\.load_pretrained: There is no file none\.txt/,
    );
    await assert.rejects(
      load({ load_pretrained: 'source.txt' }),
      /model\.encoder\.embeddings\.embedding_dim is 64, but the vectors of source\.txt have 2 numbers\. Set it to 2/,
    );
  });

  it('says at which key a file can not be read', async () => {
    const { config, codecs } = experiment({ decoder: { embeddings: { load_pretrained: 'v.bin' } } });
    const refusing = () => Promise.reject(new Error('File size is greater than 2 GiB'));
    await assert.rejects(
      loadWordVectors(config.model, codecs, refusing),
      /model\.decoder\.embeddings\.load_pretrained: v\.bin can't be read: File size is greater than 2 GiB\./,
    );
  });

  it('reads nothing without load_pretrained', async () => {
    const { config, codecs } = experiment({});
    const loaded = await loadWordVectors(config.model, codecs, () => Promise.reject(new Error('read')));
    assert.deepEqual(loaded, { sourceVectors: undefined, targetVectors: undefined, warnings: [] });
  });
});
