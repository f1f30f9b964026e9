import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { CostEstimate } from '../../../src/protocol/modelling';
import { endlessConfig, writeConfig } from '../support/configs';
import { activateExtension, closeEditors, Said, workspaceFolder } from '../support/extension';
import { trainingLimitMs } from '../support/training';
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

  it('tells what training it would cost, until it changes', async function () {
    this.timeout(trainingLimitMs);
    const uri = await writeConfig('cost', endlessConfig);
    const editor = await vscode.window.showTextDocument(uri);
    const titles = async (): Promise<string[]> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      return lenses.map(({ command }) => command?.title ?? '').filter((title) => title.includes('dashboard'));
    };
    assert.deepEqual(await titles(), ['$(dashboard) Estimate cost']);
    const shared = (await api.processes.modelling()).processId;
    const cost = await vscode.commands.executeCommand<CostEstimate | undefined>(commands.estimateCost, uri);
    assert.equal(cost?.steps, endlessConfig.training?.updates);
    assert.equal((await api.processes.modelling()).processId, shared, 'a process of its own is asked');
    assert.match((await titles())[0] ?? '', /^\$\(dashboard\) ≈ .+\/epoch · .+ in all · \d+ MB · \w+$/);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    assert.deepEqual(await titles(), ['$(dashboard) Estimate cost again']);
    await editor.edit((edit) => edit.replace(new vscode.Range(1, 0, 2, 0), '[\n'));
    const said = new Said(api);
    await vscode.commands.executeCommand(commands.estimateCost, uri);
    said.assertMatch(/cost\.s2s\.json/);
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
