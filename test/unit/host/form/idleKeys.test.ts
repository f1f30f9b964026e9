import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigDocument } from '../../../../src/core/config/configDocument';
import { idleKeys } from '../../../../src/host/form/idleKeys';

const gallery = (name: string): unknown =>
  new ConfigDocument(readFileSync(path.resolve('gallery', name, `${name}.s2s.json`), 'utf8')).value();

async function reasons(value: unknown): Promise<ReadonlyMap<string, string>> {
  const keys = (await idleKeys(value)) ?? assert.fail('The config is not valid');
  return new Map(keys.map(({ path: key, reason }) => [key.join('.'), reason]));
}

describe('Keys without an effect', () => {
  it('are those of which the rules say so, written or not', async () => {
    const idle = await reasons(gallery('luong'));
    assert.equal(idle.get('training.momentum'), 'momentum has no effect with optimizer "adam".');
    assert.equal(idle.get('training.patience'), 'patience has no effect without scheduling.');
    for (const key of ['training.optimizer', 'model.encoder.hidden_size', 'model.decoder.attention'])
      assert.equal(idle.has(key), false, key);
  });

  it('depend on the other keys', async () => {
    const pictures = await reasons(gallery('captions'));
    assert.ok(pictures.has('model.encoder.rnn_type'));
    assert.equal(pictures.has('data.src.image_size'), false);
    assert.ok((await reasons(gallery('luong'))).has('data.src.image_size'));
    assert.equal(await idleKeys({ data: { train: 3 } }), undefined);
  });

  it('are looked for no longer than anybody waits', async () => {
    let asked = 0;
    const stopped = await idleKeys(gallery('ntm-copy'), () => {
      asked += 1;
      return false;
    });
    assert.equal(stopped, undefined);
    assert.equal(asked, 1);
  });
});
