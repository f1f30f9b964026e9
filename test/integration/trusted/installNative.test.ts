import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import { FileServer } from '../../support/fileServer';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, Said } from '../support/extension';
import { train, waitForStatus } from '../support/training';

const confirmed = { confirmed: true };

describe('Native TensorFlow in the editor', () => {
  let api: TestApi;
  let root: string;

  before(async () => {
    api = await activateExtension();
    root = path.join(api.context.globalStorageUri.fsPath, 'native');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('can’t be installed without its sources, and says why', async () => {
    const server = await FileServer.start();
    const hosts = { TFJS_NODE_CDN_STORAGE: 'storage/', PIP_INDEX_URL: 'simple/' };
    const before = Object.keys(hosts).map((name) => [name, process.env[name]] as const);
    for (const [name, folder] of Object.entries(hosts)) process.env[name] = new URL(folder, server.url).href;
    const said = new Said(api);
    try {
      assert.equal(
        await vscode.commands.executeCommand(commands.installNative, undefined, confirmed),
        undefined,
      );
    } finally {
      for (const [name, value] of before)
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      await server.stop();
    }
    said.assertMatch(/answers with status 404|works on Linux with an x64|needs a C\+\+ compiler/);
    assert.ok(server.requests.length > 0, 'its sources were not asked');
  });

  it('is used by trainings once it is installed', async function () {
    this.timeout(120_000);
    const native = process.env['S2S_TEST_NATIVE_PATH'];
    assert.ok(native, 'S2S_TEST_NATIVE_PATH is not set: it names what `npm run native` has built.');
    await mkdir(root, { recursive: true });
    await symlink(native, path.join(root, 'tensorflow'), 'dir');
    const config = { ...endlessConfig, training: { ...endlessConfig.training, updates: 3 } };
    const folder = await train(await writeConfig('installed', config));
    const { manifest } = await waitForStatus(api, folder, 'finished', 60_000);
    assert.equal(manifest.engine.name, 'tensorflow');
    assert.ok(manifest.engine.reason.includes(root), manifest.engine.reason);
  });

  it('is removed, and what was freed is said', async () => {
    const installed = path.join(root, 'tensorflow');
    await mkdir(installed, { recursive: true });
    await writeFile(path.join(installed, 'library'), new Uint8Array(2_000_000));
    const said = new Said(api);
    const freed = await vscode.commands.executeCommand(commands.removeNative, undefined, confirmed);
    assert.equal(freed, 2_000_000);
    assert.ok(!existsSync(installed));
    said.assertMatch(/is removed: 2 MB are free again/);
    assert.equal(
      await vscode.commands.executeCommand(commands.removeNative, undefined, confirmed),
      undefined,
    );
    said.assertMatch(/nothing to remove/);
  });
});
