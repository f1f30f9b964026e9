import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listEngines } from '../../../src/engine/listEngines';
import { selectEngine } from '../../../src/engine/selectEngine';
import { wasmFolder } from '../../support/seq2seqFixture';

describe('selectEngine', () => {
  let nowhere: string;
  let environment: string | undefined;

  before(async () => {
    nowhere = await mkdtemp(path.join(os.tmpdir(), 's2s-engine-'));
    environment = process.env['S2S_NATIVE_PATH'];
    delete process.env['S2S_NATIVE_PATH'];
  });
  after(async () => {
    if (environment !== undefined) process.env['S2S_NATIVE_PATH'] = environment;
    await rm(nowhere, { recursive: true });
  });

  it('takes WebAssembly when native TensorFlow is not installed, and says why', async () => {
    const { info } = await selectEngine({ preference: 'auto', wasmFolder, threads: 2 });
    assert.equal(info.name, 'wasm');
    assert.equal(info.threads, 2);
    assert.match(info.version, /^tfjs-backend-wasm 4\.22\.0 \((relaxed )?SIMD kernels\)$/);
    assert.equal(
      info.reason,
      'Native TensorFlow is not installed. Using the embedded WebAssembly engine. The command Install Native TensorFlow (on the command line: engines --install) makes training faster.',
    );
  });

  it('says what is wrong with the folder that the settings name', async () => {
    const { info } = await selectEngine({ preference: 'auto', nativePath: nowhere, wasmFolder, threads: 2 });
    assert.equal(info.name, 'wasm');
    assert.ok(info.reason.startsWith(`s2s.engine.nativePath names ${nowhere}, but there is no`), info.reason);
  });

  it('fails when native TensorFlow is asked for and not there, with what to do', async () => {
    await assert.rejects(
      selectEngine({ preference: 'tensorflow', nativePath: nowhere, wasmFolder, threads: 2 }),
      /s2s\.engine\.nativePath names .* Install Native TensorFlow .* installs it; or name its folder .*, or use the engine "wasm"\.$/,
    );
  });

  it('lists what is there and why the rest is not', async () => {
    const [tensorflow, wasm, ...others] = await listEngines({ nativePath: nowhere, wasmFolder, threads: 2 });
    assert.deepEqual(others, []);
    assert.equal(tensorflow?.available, false);
    assert.match(tensorflow.reason, /there is no @tensorflow\/tfjs-node/);
    assert.equal(wasm?.available, true);
    assert.match(wasm.version, /^tfjs-backend-wasm/);
  });
});
