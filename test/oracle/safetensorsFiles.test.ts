import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor } from '../../src/runs/safetensors';
import { askOracle } from './python';

describe('safetensors files', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 's2s-safetensors-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are read by the reference implementation, and those that it writes are read here', async () => {
    const read = path.join(folder, 'ours.safetensors');
    const write = path.join(folder, 'reference.safetensors');
    const kernel = { shape: [2, 3], values: Float32Array.of(1, -0, 1e-45, 3.4e38, 0.1, -7) };
    const tensors = new Map<string, SafetensorsTensor>([
      ['encoder.layers.0.kernel', kernel],
      ['ids', { shape: [2], values: Int32Array.of(-5, 2 ** 31 - 1) }],
      ['scalar', { shape: [], values: Float32Array.of(2.5) }],
      ['empty', { shape: [0, 4], values: new Float32Array() }],
    ]);
    await writeFile(read, encodeSafetensors({ tensors, metadata: { step: '12', ключ: '値' } }));
    const matrix = { shape: [2, 2], values: Float64Array.of(0.5, 1.5, -2, 1e-10) };
    const whole = { shape: [3], values: Int32Array.of(1, -2, 3) };
    const { values, tensors: found } = await askOracle('safetensors_files.py', {
      options: { read, write },
      tensors: { matrix, whole },
    });

    assert.deepEqual(values, {
      metadata: { step: '12', ключ: '値' },
      types: {
        'encoder.layers.0.kernel': 'torch.float32',
        ids: 'torch.int32',
        scalar: 'torch.float32',
        empty: 'torch.float32',
      },
    });
    for (const [name, tensor] of tensors) {
      assert.deepEqual(found[name]?.shape, tensor.shape);
      assert.deepEqual([...found[name].values], [...tensor.values]);
    }

    const theirs = decodeSafetensors(await readFile(write));
    assert.deepEqual(theirs.metadata, { step: '7' });
    assert.deepEqual(theirs.tensors.get('matrix'), {
      shape: [2, 2],
      values: Float32Array.from(matrix.values),
    });
    assert.deepEqual(theirs.tensors.get('whole'), whole);
    assert.deepEqual(theirs.tensors.get('empty'), { shape: [0, 3], values: new Float32Array() });
  });
});
