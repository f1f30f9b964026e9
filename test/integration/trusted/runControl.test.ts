import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import { isPaused } from '../../../src/host/runs/run';
import { reproductionOf } from '../../../src/host/runs/reproductionOf';
import { queued } from '../../../src/host/runs/trainingQueue';
import type { RunManifest } from '../../../src/runs/manifest';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, closeEditors, Said } from '../support/extension';
import { stop, train, waitForStatus, waitForStep } from '../support/training';
import { waitFor } from '../support/waitFor';

const run = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

describe('A training under control', function () {
  // Several trainings a test, on a machine that may be busy.
  this.timeout(120_000);
  let api: TestApi;

  before(async () => {
    api = await activateExtension();
  });
  afterEach(async () => {
    api.trainings.clearQueue();
    for (const { folder } of api.store.active()) await stop(folder);
    await closeEditors();
  });

  const stepOnDisk = (folder: string): number =>
    (JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as RunManifest).step;

  it('is paused with a checkpoint, and goes on from exactly there', async () => {
    const folder = await train(await writeConfig('paused', endlessConfig));
    await waitForStep(api, folder, 10);
    assert.equal(await run(commands.pause, folder), true);
    const paused = api.store.get(folder);
    assert.ok(paused !== undefined && isPaused(paused));
    assert.equal(paused.status, 'running');
    const { step } = paused.manifest;
    assert.ok(existsSync(path.join(folder, 'checkpoints', String(step))));
    await sleep(300);
    assert.equal(stepOnDisk(folder), step);
    const said = new Said(api);
    assert.equal(await run(commands.pause, folder), false);
    said.assertMatch(/Nothing that could be paused/);
    assert.equal(await run(commands.resume, folder), folder);
    await waitForStep(api, folder, step + 5);
    assert.equal(isPaused(api.store.get(folder) ?? paused), false);
  });

  it('goes on with another learning rate, and is trained again to the same numbers', async () => {
    const folder = await train(await writeConfig('rate', endlessConfig));
    await waitForStep(api, folder, 10);
    assert.equal(await run(commands.setLearningRate, folder, { learningRate: 0.0125 }), 0.0125);
    const changed = api.store.get(folder)?.manifest.learningRateChanges?.at(-1);
    assert.equal(changed?.learningRate, 0.0125);
    await waitFor('point with that rate', () => api.store.get(folder)?.latest?.learningRate === 0.0125);
    await stop(folder);
    const original = await waitForStatus(api, folder, 'stopped');
    const said = new Said(api);
    assert.equal(await run(commands.setLearningRate, folder, { learningRate: 1 }), undefined);
    said.assertMatch(/can be changed while a model is being trained/);

    const again = await run<string>(commands.reproduceRun, folder);
    const reproduced = await waitFor('end of the reproduction', () => {
      const found = api.store.get(again);
      return found?.manifest.reproduction !== undefined && found;
    });
    assert.equal(reproduced.manifest.reproduces, original.id);
    assert.deepEqual(
      [reproduced.manifest.reproduction?.verdict, reproduced.manifest.reproduction?.reasons],
      ['identical', []],
    );
    assert.equal(reproductionOf(original, api.store.all())?.otherId, reproduced.id);
  });

  it('of several configs begins one after the other, in an order that can be changed', async () => {
    const settings = vscode.workspace.getConfiguration('s2s.training');
    await settings.update('maxParallel', 1, vscode.ConfigurationTarget.Global);
    try {
      const names = ['queue-a', 'queue-b', 'queue-c'];
      const configs = await Promise.all(names.map((name) => writeConfig(name, endlessConfig)));
      const wrong = await writeConfig('queue-wrong', {
        ...endlessConfig,
        data: { train: 'missing.tsv', dev: 'missing.tsv' },
      });
      const said = new Said(api);
      assert.equal(await run(commands.trainAll, configs[0], [...configs, wrong]), 3);
      said.assertMatch(/^queue-wrong\.s2s\.json:\d+:\d+: .*missing\.tsv/);
      const first = await waitFor('first training', () =>
        api.store.active().find(({ manifest }) => manifest.name === 'queue-a'),
      );
      const waiting = () => queued(api.trainings.allPending());
      const order = () => waiting().map(({ request }) => request.name);
      assert.deepEqual(order(), ['queue-b', 'queue-c']);
      await run(commands.moveUpInQueue, { pending: waiting()[1] });
      assert.deepEqual(order(), ['queue-c', 'queue-b']);
      await run(commands.removeFromQueue, { pending: waiting()[1] });
      assert.deepEqual(order(), ['queue-c']);

      const edit = new vscode.WorkspaceEdit();
      const renamed = vscode.Uri.joinPath(configs[2] ?? wrong, '..', 'renamed.s2s.json');
      edit.renameFile(configs[2] ?? wrong, renamed);
      edit.deleteFile(configs[0] ?? wrong);
      await vscode.workspace.applyEdit(edit);
      await waitFor('rename', () => waiting()[0]?.request.configFile === renamed.fsPath);
      said.assertMatch(/queue-a\.s2s\.json was deleted\. Its training goes on/);
      assert.equal(api.store.get(first.folder)?.status, 'running');
      await stop(first.folder);
      await waitFor('renamed config in training', () =>
        api.store.active().some(({ manifest }) => manifest.configFile === renamed.fsPath),
      );
    } finally {
      await settings.update('maxParallel', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
