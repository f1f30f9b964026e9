import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, closeEditors, Said, workspaceFolder } from '../support/extension';
import { waitFor } from '../support/waitFor';

const problems = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Seq2Seq');

describe('A config in the editor', () => {
  let api: TestApi;
  before(async () => {
    api = await activateExtension();
  });
  afterEach(closeEditors);

  it('is JSON with comments, and has ▶ Train over its root', async () => {
    const uri = await writeConfig('lenses', endlessConfig);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'jsonc');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    const [train] = lenses;
    assert.equal(train?.command?.command, commands.train);
    assert.equal(train.range.start.line, 1, 'below the comment');
  });

  it('shows at the key what the schema can’t say, also for text that is not saved', async () => {
    const uri = await writeConfig('unsaved', endlessConfig);
    const editor = await vscode.window.showTextDocument(uri);
    const { document } = editor;
    await waitFor('check', () => problems(uri).length === 0);
    const data = document.getText().indexOf('"train"');
    const value = document.getText().indexOf('{', data);
    const end = document.getText().indexOf('}', value) + 1;
    await editor.edit((edit) =>
      edit.replace(new vscode.Range(document.positionAt(value), document.positionAt(end)), '"nowhere.tsv"'),
    );
    assert.ok(document.isDirty);
    const found = await waitFor('diagnostic', () => problems(uri)[0]);
    assert.equal(document.getText(found.range), '"nowhere.tsv"');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    await vscode.commands.executeCommand('undo');
    await waitFor('disappearance of the diagnostic', () => problems(uri).length === 0);
  });

  it('begins as a copy of a gallery system that overwrites nothing', async () => {
    const target = vscode.Uri.joinPath(workspaceFolder(), 'my-dates');
    const request = { entry: 'dates', target };
    const config = await vscode.commands.executeCommand<vscode.Uri | undefined>(
      commands.newExperiment,
      request,
    );
    assert.equal(config?.path, vscode.Uri.joinPath(target, 'dates.s2s.json').path);
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, config.path);
    const names = (await vscode.workspace.fs.readDirectory(target)).map(([name]) => name);
    assert.deepEqual(names.sort(), ['dates.s2s.json', 'sample.txt']);
    const errors = problems(config).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(errors, []);

    const said = new Said(api);
    assert.equal(await vscode.commands.executeCommand(commands.newExperiment, request), undefined);
    said.assertMatch(/my-dates exists already: nothing was copied/);
  });
});
