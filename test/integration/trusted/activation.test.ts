import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import { recordFigure } from '../../support/figures';
import { activateExtension, closeEditors, Said } from '../support/extension';

describe('The extension', () => {
  it('activates, and says how long that took', async () => {
    const { activationMs: ownMs, context } = await activateExtension();
    // VS Code may have activated it before this test: load the code once more to see how long that takes.
    const bundles = path.join(context.extensionPath, 'dist');
    const main = path.join(bundles, 'extension.js');
    const load = createRequire(main);
    for (const file of Object.keys(load.cache))
      if (file.startsWith(bundles)) Reflect.deleteProperty(load.cache, file);
    // Only these tests read source maps.
    process.setSourceMapsEnabled(false);
    const startedMs = performance.now();
    const loaded: unknown = load(main);
    const activationMs = performance.now() - startedMs + ownMs;
    process.setSourceMapsEnabled(true);
    recordFigure({ name: 'activation', value: activationMs, unit: 'ms', budget: 100 });
    assert.ok(typeof loaded === 'object' && loaded !== null && 'activate' in loaded);
  });

  it('runs in a trusted window with the fixture workspace', () => {
    assert.equal(vscode.workspace.isTrusted, true);
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });

  it('registers every command that package.json declares', async () => {
    await activateExtension();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(commands)) assert.ok(registered.has(id), id);
  });
});

describe('A workspace without any run', () => {
  it('is told by every command that needs one what to do first', async () => {
    const api = await activateExtension();
    await api.store.firstScan;
    assert.deepEqual(api.store.all(), []);
    const document = await vscode.workspace.openTextDocument({ content: 'abc\n' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 3);
    for (const [command, words] of [
      [commands.decodeSelection, /no trained model in this workspace yet\. Train a model first/],
      [commands.openDashboard, /no run yet: train a model first/],
      [commands.openAttention, /no run yet: train a model first/],
      [commands.resume, /No run is paused, stopped or crashed/],
      [commands.stop, /not being trained/],
    ] as const) {
      const said = new Said(api);
      assert.equal(await vscode.commands.executeCommand(command), undefined, command);
      said.assertMatch(words);
    }
    await closeEditors();
  });
});
