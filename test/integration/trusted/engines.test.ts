import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import { recordFigure } from '../../support/figures';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, Said, workspaceFolder } from '../support/extension';
import { stop, train, waitForStatus, waitForStep } from '../support/training';

/** An installation of tfjs-node that the runner has built. */
const nativePath = process.env['S2S_TEST_NATIVE_PATH'];

describe('The engine of a training', () => {
  let api: TestApi;
  before(async () => {
    api = await activateExtension();
  });

  const set = (name: string, value: string | undefined) =>
    vscode.workspace.getConfiguration('s2s.engine').update(name, value, vscode.ConfigurationTarget.Global);

  afterEach(async () => {
    for (const { folder } of api.store.active()) await stop(folder);
    await set('name', undefined);
    await set('nativePath', undefined);
  });

  const nativeConfig = () =>
    writeConfig('native', { ...endlessConfig, training: { ...endlessConfig.training, updates: 20 } });

  it('is native TensorFlow when the settings name an installation', async function () {
    this.timeout(120_000);
    assert.ok(nativePath, 'S2S_TEST_NATIVE_PATH is not set: it names what `npm run native` has built.');
    await set('name', 'tensorflow');
    await set('nativePath', nativePath);
    const folder = await train(await nativeConfig());
    const { manifest } = await waitForStatus(api, folder, 'finished', 60_000);
    assert.equal(manifest.engine.name, 'tensorflow');
    assert.equal(manifest.step, 20);
  });

  it('is not changed silently: without native TensorFlow training is refused in words', async () => {
    await set('name', 'tensorflow');
    await set('nativePath', workspaceFolder().fsPath);
    const said = new Said(api);
    assert.equal(await vscode.commands.executeCommand(commands.train, await nativeConfig()), undefined);
    said.assertMatch(/native can’t be trained: .*s2s\.engine\.nativePath/);
  });

  it('of a gallery model paints the first point, and the time since the command is known', async () => {
    await set('name', 'wasm');
    const target = vscode.Uri.joinPath(workspaceFolder(), 'first-point');
    const config = await vscode.commands.executeCommand<vscode.Uri>(commands.newExperiment, {
      entry: 'dates',
      target,
    });
    const measured = new Promise<number>((resolve) => {
      const listener = api.firstPoints.onDidMeasure(({ elapsedMs }) => {
        listener.dispose();
        resolve(elapsedMs);
      });
    });
    const folder = await train(config);
    await waitForStep(api, folder, 1);
    const firstChartPointMs = await measured;
    recordFigure({ name: 'first chart point', value: firstChartPointMs, unit: 'ms', budget: 5000 });
  });
});
