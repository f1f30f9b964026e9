import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { RunReader } from '../../src/runs/runReader';
import { FileServer } from '../support/fileServer';
import { cli, cliResult, isObject, startCli } from './support/commandLine';
import { crashingAddon } from './support/crashingAddon';
import { eventually } from './support/deadline';
import { TrainerProcess, trainToEnd } from './support/trainerProcess';
import { Workspace } from './support/workspace';

/** V8's limit on every WebAssembly memory, in pages of 64 KiB: 64 MB. */
const littleMemory = ['--wasm-max-mem-pages=1024'];
/** As on a processor without SSE 4.1: V8 then has no WebAssembly SIMD. */
const noSimd = ['--no-enable-sse4-1'];

/** A batch that needs a few hundred MB. */
const largeBatch = {
  'training.batch_size': 200,
  'model.encoder.hidden_size': 512,
  'model.decoder.hidden_size': 512,
};

describe('An engine that does not work here', function () {
  this.timeout(120_000);

  describe('because its library ends the process that loads it', () => {
    before(function () {
      if (process.platform !== 'linux') this.skip();
    });

    it('leaves a training to WebAssembly, which says why in its run', async () => {
      const workspace = await Workspace.create('endless', { 'training.updates': 1 });
      const nativePath = await crashingAddon(workspace.folder, 'SIGILL');
      const runFolder = workspace.runFolder();
      await trainToEnd({ configFile: workspace.configFile, runFolder, engine: 'auto', nativePath });
      const { engine } = await new RunReader(runFolder).readManifest();
      assert.equal(engine.name, 'wasm');
      assert.match(
        engine.reason,
        /^Native TensorFlow can't be used: .*instructions \(AVX or newer\) that this processor.*Using the embedded WebAssembly engine\.$/,
      );
    });

    it('is refused in words when it is asked for by name', async () => {
      const workspace = await Workspace.create('endless');
      const env = { S2S_NATIVE_PATH: await crashingAddon(workspace.folder, 'SIGSEGV') };
      const train = ['train', workspace.configFile, '--engine', 'tensorflow'];
      const { code, stderr } = await cli(train, { env });
      assert.equal(code, 1, stderr);
      assert.match(stderr, /crashed while it was tried \(SIGSEGV\)/);
      assert.match(stderr, /use the engine "wasm"/);
      const { engines } = await cliResult(['engines'], { env });
      assert.ok(Array.isArray(engines));
      const [native, wasm] = engines as unknown[];
      assert.ok(isObject(native) && native['available'] === false);
      assert.match(String(native['reason']), /SIGSEGV/);
      assert.ok(isObject(wasm) && wasm['available'] === true);
    });
  });

  describe('because memory is too little for a batch', () => {
    it('fails the run with a batch size that fits, in the run folder', async () => {
      const workspace = await Workspace.create('endless', largeBatch);
      const runFolder = workspace.runFolder();
      const order = { configFile: workspace.configFile, runFolder, threads: 1 };
      const trainer = await TrainerProcess.train(order, { execArgv: littleMemory });
      const { code } = await trainer.end();
      assert.equal(code, 1);
      const { status, message } = await new RunReader(runFolder).readManifest();
      assert.equal(status, 'failed');
      assert.match(
        message ?? '',
        /^There is not enough memory for a batch of 200 pairs of up to 5 source and 5 target tokens: WebAssembly's memory is full.*Set training\.batch_size to \d+ and train again\.$/,
      );
    });

    it('says the same on the command line', async () => {
      const { configFile } = await Workspace.create('endless', largeBatch);
      const train = ['train', configFile, '--engine', 'wasm', '--threads', '1'];
      const { code, stderr } = await cli(train, { execArgv: littleMemory });
      assert.equal(code, 1, stderr);
      assert.match(stderr, /not enough memory for a batch of 200 pairs.*Set training\.batch_size to \d+/);
    });
  });

  it('because the processor has no SIMD, trains slowly and says so', async function () {
    if (process.arch !== 'x64') this.skip();
    const { configFile } = await Workspace.create('endless');
    const train = ['train', configFile, '--engine', 'wasm', '--threads', '1', '--updates', '3'];
    const { code, stdout, stderr } = await cli(train, { execArgv: noSimd });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Engine: wasm .*no vector instructions \(SIMD\) for it, so training is slow/);
    assert.match(stdout, /Finished at step 3/);
  });
});

describe('The command line, installing native TensorFlow', function () {
  this.timeout(120_000);
  let server: FileServer;
  let cache: string;

  beforeEach(async () => {
    server = await FileServer.start();
    cache = path.join((await Workspace.create('endless')).folder, 'cache');
    await mkdir(cache);
  });
  afterEach(() => server.stop());

  const options = () => ({
    env: {
      S2S_CACHE_DIR: cache,
      TFJS_NODE_CDN_STORAGE: new URL('storage/', server.url).href,
      PIP_INDEX_URL: new URL('simple/', server.url).href,
    },
  });

  it('says why it can’t, and removes nothing when there is nothing', async () => {
    const install = await cli(['engines', '--install'], options());
    assert.equal(install.code, 1);
    assert.match(install.stderr, /answers with status 404|works on Linux with an x64|needs a C\+\+ compiler/);
    const remove = await cli(['engines', '--remove'], options());
    assert.equal(remove.code, 0);
    assert.match(remove.stdout, /There is nothing to remove/);
    assert.equal((await cli(['engines', '--install', '--remove'], options())).code, 2);
  });

  it('can be given up with Ctrl+C, and says what is left', async function () {
    if (process.platform === 'win32') this.skip();
    // Asked, and never answered.
    server.interfere = () => true;
    const running = await startCli(['engines', '--install'], options());
    await eventually(() => Promise.resolve(server.requests[0]), 'the first request');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.result;
    assert.equal(code, 1, stderr);
    assert.match(stderr, /installation was given up\. Nothing was installed/);
  });
});
