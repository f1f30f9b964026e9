import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import { recordFigure } from '../../support/figures';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, Said, workspaceFolder } from '../support/extension';
import { stop, train, waitForStatus, waitForStep } from '../support/training';

/** An installation of tfjs-node that the runner has built. */
const nativePath = process.env['S2S_NATIVE_PATH'];

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

  it('is native TensorFlow when it is asked for, or its absence is said', async function () {
    this.timeout(120_000);
    const config = await writeConfig('native', {
      ...endlessConfig,
      training: { ...endlessConfig.training, updates: 20 },
    });
    await set('name', 'tensorflow');
    if (nativePath === undefined) {
      await set('nativePath', workspaceFolder().fsPath);
      const said = new Said(api);
      assert.equal(await vscode.commands.executeCommand(commands.train, config), undefined);
      said.assertMatch(/native can’t be trained: .*s2s\.engine\.nativePath/);
      return;
    }
    await set('nativePath', nativePath);
    const { manifest } = await waitForStatus(api, await train(config), 'finished', 60_000);
    assert.equal(manifest.engine.name, 'tensorflow');
    assert.equal(manifest.step, 20);
  });

  it('of a gallery model paints the first point within 5 s of the command', async () => {
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
    recordFigure('firstChartPointMs', firstChartPointMs);
    assert.ok(firstChartPointMs < 5_000, `it took ${firstChartPointMs.toFixed(0)} ms`);
  });
});
