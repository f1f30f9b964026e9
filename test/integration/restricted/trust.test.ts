import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, Said } from '../support/extension';
import { waitFor } from '../support/waitFor';

describe('A restricted window', () => {
  it('is one that VS Code itself does not trust', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('sees training, resuming, deleting and decoding refused in words', async () => {
    const api = await activateExtension();
    const config = await writeConfig('restricted', endlessConfig);
    await vscode.window.showTextDocument(config);
    for (const command of [commands.train, commands.resume, commands.deleteRun, commands.decodeSelection]) {
      const said = new Said(api);
      assert.ok(!(await vscode.commands.executeCommand(command, config)), command);
      said.assertMatch(/Restricted Mode.*trust the workspace first/);
    }
    assert.deepEqual(api.store.all(), []);
    assert.deepEqual(api.trainings.allPending(), []);
  });

  it('still checks configs', async () => {
    await activateExtension();
    const uri = await writeConfig('unchecked', {
      ...endlessConfig,
      data: { train: 'missing.tsv', dev: 'missing.tsv' },
    });
    await vscode.window.showTextDocument(uri);
    const found = await waitFor('diagnostic', () => vscode.languages.getDiagnostics(uri)[0]);
    assert.match(found.message, /missing\.tsv/);
  });
});
