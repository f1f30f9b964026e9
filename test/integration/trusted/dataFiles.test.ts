import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { CheckSummary } from '../../../src/host/data/checkedRows';
import type { Run } from '../../../src/host/runs/run';
import { writeFile } from '../support/configs';
import { activateExtension, closeEditors, Said } from '../support/extension';
import { trainedModel, trainingLimitMs } from '../support/training';
import { waitFor } from '../support/waitFor';

const lensesOf = async (uri: vscode.Uri): Promise<vscode.CodeLens[]> =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);

const titlesOf = async (uri: vscode.Uri): Promise<string[]> =>
  (await lensesOf(uri)).map(({ command }) => command?.title ?? '?');

const problemsOf = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Seq2Seq');

const backwards = (word: string): string => Array.from(word).reverse().join('');

/** Does what a lens or quick fix does. */
const run = (command: vscode.Command | undefined): Thenable<unknown> =>
  vscode.commands.executeCommand(command?.command ?? '', ...((command?.arguments ?? []) as unknown[]));

describe('A data file in the editor', () => {
  let api: TestApi;
  before(async () => {
    api = await activateExtension();
  });
  afterEach(closeEditors);

  it('says which split it is and what is in it, and opens what it names', async () => {
    await writeFile('pairs.s2s.json', '{ "data": { "train": "pairs/train.tsv", "dev": "pairs/dev.tsv" } }\n');
    await writeFile('pairs/dev.tsv', 'leaking\tx\nother\ty\n');
    const uri = await writeFile('pairs/train.tsv', 'abc\tcba\nleaking\tgnikael\nabc\tcba\nno tab\n\nz\tz\n');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'tsv');
    const titles = await waitFor('lenses', async () => {
      const found = await titlesOf(uri);
      return found.length > 4 && found;
    });
    assert.deepEqual(titles, [
      '$(database) train of pairs.s2s.json',
      '4 pairs, 1 malformed line',
      'longest source 7, target 7 tokens (line 2)',
      '1 duplicate',
      '$(warning) 1 leak into dev or test',
      '$(beaker) Check with a model',
    ]);
    const problems = await waitFor('problems', () => {
      const found = problemsOf(uri);
      return found.length === 2 && found;
    });
    assert.deepEqual(
      problems.map(({ range, code, severity }) => [range.start.line, code, severity]),
      [
        [3, 'no-tab', vscode.DiagnosticSeverity.Error],
        [4, 'blank-line', vscode.DiagnosticSeverity.Information],
      ],
    );
    const [use] = await lensesOf(uri);
    await run(use?.command);
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.getText(activeTextEditor.selection), '"pairs/train.tsv"');
  });

  it('follows edits of itself, of the other splits and of its config', async () => {
    const config = await writeFile(
      'follow.s2s.json',
      '{ "data": { "train": "follow-a.tsv", "dev": "follow-b.tsv" } }\n',
    );
    await writeFile('follow-b.tsv', 'x\ty\n');
    const uri = await writeFile('follow-a.tsv', 'a\tb\n');
    const editor = await vscode.window.showTextDocument(uri);
    const has = (title: RegExp): Promise<boolean> =>
      waitFor(String(title), async () => (await titlesOf(uri)).some((each) => title.test(each)));
    await has(/^1 pair$/);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x\tz\n'));
    await has(/^2 pairs$/);
    await has(/1 leak into dev or test/);
    await writeFile('follow-b.tsv', 'q\ty\n');
    await has(/no leaks into dev or test/);
    await vscode.workspace.fs.writeFile(
      config,
      new TextEncoder().encode('{ "data": { "train": "other.tsv", "dev": "follow-a.tsv" } }\n'),
    );
    await has(/dev of follow\.s2s\.json/);
  });

  it('has nothing above it that no config names', async () => {
    const uri = await writeFile('stranger.tsv', 'a\tb\tc\nno tab\n');
    await vscode.window.showTextDocument(uri);
    assert.deepEqual(await titlesOf(uri), []);
    assert.deepEqual(problemsOf(uri), []);
  });

  it('gets a TAB by the Tab key', async () => {
    const editor = await vscode.window.showTextDocument(await writeFile('typed.tsv', 'a\tb\n'));
    await waitFor('the editor’s options', () => editor.options.insertSpaces === false);
  });

  describe('checked with a model', function () {
    this.timeout(trainingLimitMs + 60_000);
    let model: Run;
    let uri: vscode.Uri;
    let editor: vscode.TextEditor;
    const words = Array.from({ length: 40 }, (_, index) =>
      Array.from((index + 5).toString(5), (digit) => 'abcde'[Number(digit)] ?? '').join(''),
    );
    const wrongLine = 17;

    before(async () => {
      model = await trainedModel(api);
    });
    beforeEach(async () => {
      const rows = words.map((word, line) => `${word}\t${line === wrongLine ? 'eeeee' : backwards(word)}\n`);
      uri = await writeFile('checked.tsv', rows.join(''));
      editor = await vscode.window.showTextDocument(uri);
    });
    afterEach(() => vscode.commands.executeCommand(commands.dataClearCheck, uri));

    const check = async (): Promise<CheckSummary> => {
      const said = new Said(api);
      const summary = await vscode.commands.executeCommand<CheckSummary | undefined>(
        commands.checkDataWithModel,
        uri,
        { runFolder: model.folder },
      );
      assert.ok(summary, said.texts.join('\n'));
      return summary;
    };
    const fixes = async (): Promise<vscode.CodeAction[]> =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        editor.document.lineAt(wrongLine).range,
        vscode.CodeActionKind.QuickFix.value,
      );
    const hasOutlier = (): boolean =>
      problemsOf(uri).some(({ range, code }) => code === 'worst-loss' && range.start.line === wrongLine);

    it('says how much is right, and which row may be mislabelled', async () => {
      const { checked, right } = await check();
      assert.equal(checked, words.length);
      assert.ok(right > words.length / 2 && right < words.length, `${right} right`);
      const titles = await titlesOf(uri);
      assert.match(titles[0] ?? '', /^\$\(beaker\) model backwards: \d+ % of 40 right$/);
      assert.deepEqual(titles.slice(-3), ['show only wrong', 'next wrong', 'clear']);
      const [worst] = problemsOf(uri);
      assert.ok(worst);
      const expected = backwards(words[wrongLine] ?? '');
      assert.match(
        worst.message,
        new RegExp(
          `^Loss [\\d.]+ per token \\(median [\\d.]+\\): the model expected “${expected}”\\. Mislabelled\\?$`,
        ),
      );
      assert.equal(editor.document.getText(worst.range), 'eeeee');
      await vscode.commands.executeCommand(commands.dataNextWrong);
      const { active } = editor.selection;
      assert.ok(problemsOf(uri).some(({ range }) => range.start.line === wrongLine));
      assert.equal(active.character, editor.document.lineAt(active.line).text.indexOf('\t') + 1);
    });

    it('takes the model’s output by a quick fix, tells that the row has changed, and checks it again', async () => {
      await check();
      assert.ok(hasOutlier());
      const replace = (await fixes()).find(({ title }) => title.startsWith('Replace the target'));
      assert.ok(replace?.edit);
      await vscode.workspace.applyEdit(replace.edit);
      assert.equal(
        editor.document.lineAt(wrongLine).text,
        `${words[wrongLine] ?? ''}\t${backwards(words[wrongLine] ?? '')}`,
      );
      assert.ok(!hasOutlier());
      assert.ok((await titlesOf(uri)).includes('1 changed: check again'));
      await vscode.commands.executeCommand(commands.dataCheckChanged, uri);
      assert.ok(!(await titlesOf(uri)).includes('1 changed: check again'));
      await vscode.commands.executeCommand('undo');
    });

    it('deletes the row or ignores it, and forgets everything on request', async () => {
      await check();
      const titles = (await fixes()).map(({ title }) => title);
      assert.ok(titles.includes('Delete the row'), titles.join('\n'));
      const ignore = (await fixes()).find(({ title }) => title.startsWith('Ignore'));
      assert.ok(ignore?.command);
      await run(ignore.command);
      assert.ok(!hasOutlier());
      await vscode.commands.executeCommand(commands.dataClearCheck, uri);
      assert.deepEqual(await titlesOf(uri), []);
    });

    it('says that there is nothing to check in a file without pairs', async () => {
      const empty = await writeFile('empty.tsv', '\n');
      const said = new Said(api);
      await vscode.commands.executeCommand(commands.checkDataWithModel, empty, { runFolder: model.folder });
      said.assertMatch(/no pair in this file/);
    });
  });
});
