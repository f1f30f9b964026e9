import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../../../../src/contributions';
import { queued } from '../../../../src/host/runs/trainingQueue';
import { endlessConfig, writeConfig } from '../../support/configs';
import { activateExtension } from '../../support/extension';
import { train, waitForStep } from '../../support/training';

describe('A window whose extension host is killed while it trains', () => {
  it('has a training under way, and others that wait for its end', async () => {
    const api = await activateExtension();
    const settings = vscode.workspace.getConfiguration('s2s.training');
    await settings.update('maxParallel', 1, vscode.ConfigurationTarget.Workspace);
    const folder = await train(await writeConfig('survivor', endlessConfig));
    const { status } = await waitForStep(api, folder, 10);
    assert.equal(status, 'running');
    const [waiting, gone] = [
      await writeConfig('waiting', endlessConfig),
      await writeConfig('gone', endlessConfig),
    ];
    assert.equal(await vscode.commands.executeCommand(commands.trainAll, waiting, [waiting, gone]), 2);
    assert.equal(queued(api.trainings.allPending()).length, 2);
    await vscode.workspace.fs.delete(gone);
    // This window is about to be killed: what an extension keeps must have left it, and then be written.
    await api.context.workspaceState.update('test', true);
    await sleep(1_000);
  });
});
