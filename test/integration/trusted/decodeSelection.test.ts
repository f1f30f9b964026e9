import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { DecodeSession } from '../../../src/host/decode/decodeSession';
import { textOf } from '../../../src/host/decode/confidence';
import type { Run } from '../../../src/host/runs/run';
import { writeFile } from '../support/configs';
import { closeEditors, Said } from '../support/extension';
import { beforeAllWithModel } from '../support/training';
import { waitFor } from '../support/waitFor';

const text = 'heading abc\r\n    abcd  \r\n\r\nbcd, left: cab\r\nend\r\n';

describe('Decode Selection', () => {
  let api: TestApi;
  let run: Run;
  let editor: vscode.TextEditor;

  beforeAllWithModel(async (given) => {
    ({ api, run } = given);
    await setConfidence(0);
  });
  beforeEach(async () => {
    await closeEditors();
    editor = await vscode.window.showTextDocument(await writeFile('lines.txt', text));
    // The window reports the selection of a new editor once more, which may undo one that is set meanwhile.
    await waitFor('the editor', () => vscode.window.activeTextEditor === editor);
    // On a busy machine the text of the test before may still be there.
    await waitFor('the text of the file', () => editor.document.getText() === text);
    await vscode.commands.executeCommand('setContext', 's2s.test', true);
  });
  after(async () => {
    await setConfidence(undefined);
    await closeEditors();
  });

  const setConfidence = (value: number | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration('s2s')
      .update('decode.minConfidence', value, vscode.ConfigurationTarget.Workspace);
  const select = (...spans: [number, number, number, number][]): void => {
    editor.selections = spans.map((span) => new vscode.Selection(...span));
  };
  const decode = async (
    argument: unknown = { runFolder: run.folder },
  ): Promise<DecodeSession | undefined> => {
    const wanted = editor.selections;
    await vscode.commands.executeCommand('setContext', 's2s.test', true);
    editor.selections = wanted;
    return vscode.commands.executeCommand(commands.decodeSelection, argument);
  };
  /** The second line holds what the model has never seen. */
  const acceptAll = (): Thenable<unknown> => vscode.commands.executeCommand(commands.decodeAcceptAll);
  const apply = (): Thenable<boolean> => vscode.commands.executeCommand(commands.decodeApply);
  const applyFully = async (): Promise<void> => {
    const said = new Said(api);
    assert.equal(await apply(), true, said.texts.join('\n'));
  };
  const outputs = (session: DecodeSession | undefined): string[] =>
    session?.review.lines.map(({ hypothesis }) => (hypothesis === undefined ? '?' : textOf(hypothesis))) ??
    [];

  it('decodes each selected line, shows a preview, and writes it as one step of undo', async () => {
    select([1, 0, 4, 0]);
    const session = await decode();
    assert.ok(session);
    const [first, second] = outputs(session);
    assert.equal(outputs(session).length, 2, 'the empty line is left out');
    await acceptAll();

    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff, 'a diff is shown');
    assert.match(tab.label, /lines\.txt ↔ decoded with backwards/);
    const preview = await vscode.workspace.openTextDocument(tab.input.modified);
    const expected = `heading abc\r\n    ${first ?? ''}  \r\n\r\n${second ?? ''}\r\nend\r\n`;
    await waitFor(
      'indentation, trailing blanks and other lines as they were',
      () => preview.getText() === expected,
    );
    assert.equal(editor.document.getText(), text, 'nothing is written yet');

    const range = new vscode.Range(0, 0, preview.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      tab.input.modified,
      range,
    );
    assert.equal(hints.length, 2, 'each decoded line has its probability');
    for (const { label } of hints) assert.match(label as string, /^ (< 0\.01|[\d.]+) %/);

    await applyFully();
    assert.equal(editor.document.getText(), expected);
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, editor.document.uri.path);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), text, 'one undo brings everything back');
  });

  it('decodes parts of lines at several cursors', async () => {
    select([0, 8, 0, 11], [3, 11, 3, 14], [3, 0, 3, 3]);
    const session = await decode();
    assert.deepEqual(
      session?.options.spans.map(({ source }) => source),
      ['abc', 'bcd', 'cab'],
    );
    await apply();
    const [a, b, c] = outputs(session);
    assert.equal(
      editor.document.getText(),
      `heading ${a ?? ''}\r\n    abcd  \r\n\r\n${b ?? ''}, left: ${c ?? ''}\r\nend\r\n`,
    );
  });

  it('writes what did not change when the document did meanwhile, and offers to decode the rest again', async () => {
    select([1, 0, 4, 0]);
    const session = await decode();
    const [, second] = outputs(session);
    await acceptAll();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(editor.document.uri, new vscode.Position(0, 0), 'new ');
    edit.insert(editor.document.uri, new vscode.Position(1, 6), 'x');
    await vscode.workspace.applyEdit(edit);
    const said = new Said(api);
    await applyFully();
    assert.equal(
      editor.document.getText(),
      `new heading abc\r\n    abxcd  \r\n\r\n${second ?? ''}\r\nend\r\n`,
    );
    said.assertMatch(/1 lines written; these have changed .* left as they are: 2\./);
    assert.deepEqual(api.messages.shown.at(-1)?.actions, ['Decode Again']);
  });

  it('writes nothing into a file that is read-only, says so and offers a copy', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('readonlyInclude', { '**/lines.txt': true }, vscode.ConfigurationTarget.Workspace);
    try {
      select([1, 4, 1, 8]);
      await decode();
      await acceptAll();
      const said = new Said(api);
      assert.equal(await apply(), false);
      assert.equal(editor.document.getText(), text);
      said.assertMatch(/lines\.txt is read-only, so nothing was written/);
      assert.deepEqual(api.messages.shown.at(-1)?.actions, ['Copy Decoded Text']);
    } finally {
      await files.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('writes nothing when every line has changed meanwhile', async () => {
    select([1, 4, 1, 8]);
    await decode();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(editor.document.uri, new vscode.Position(1, 6), 'x');
    await vscode.workspace.applyEdit(edit);
    const said = new Said(api);
    assert.equal(await apply(), false);
    assert.equal(editor.document.getText(), text.replace('abcd', 'abxcd'));
    said.assertMatch(/has changed since the preview, so nothing was written/);
    assert.deepEqual(api.messages.shown.at(-1)?.actions, ['Decode Again']);
  });

  it('leaves alone what the model is not sure of, lists it, and writes it when it is accepted', async () => {
    await setConfidence(1);
    try {
      select([0, 8, 1, 8]);
      const session = await decode();
      assert.ok(session);
      const preview = await vscode.workspace.openTextDocument(session.previewUri);
      assert.equal(preview.getText(), text, 'nothing of it is in the preview');
      const lensTitles = async (): Promise<string[]> => {
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          session.previewUri,
        );
        return lenses.map(({ command }) => command?.title ?? '');
      };
      const said = new Said(api);
      assert.equal(await apply(), false, 'nothing is accepted yet');
      said.assertMatch(/No line is accepted yet.*2 lines left alone: 1, 2/);
      const titles = await lensTitles();
      assert.ok(titles.includes('2 lines left alone: 1, 2'), titles.join(' | '));
      assert.equal(titles.filter((title) => /Left alone: ‘.*’, [\d.]+ %/.test(title)).length, 2);
      await vscode.commands.executeCommand(commands.decodeAccept, session.previewUri, 1);
      const expected = text.replace('abcd', outputs(session)[1] ?? '');
      await waitFor('the accepted line in the preview', () => preview.getText() === expected);
      assert.ok((await lensTitles()).includes('1 line left alone: 1'));
      await applyFully();
      assert.equal(editor.document.getText(), expected);
      said.assertMatch(/1 lines written\. 1 line left alone: 1\./);
    } finally {
      await setConfidence(0);
    }
  });

  it('decodes the whole file, and at several cursors the lines they are in', async () => {
    const whole = await vscode.commands.executeCommand<DecodeSession | undefined>(commands.decodeFile, {
      runFolder: run.folder,
    });
    assert.deepEqual(
      whole?.options.spans.map(({ line }) => line),
      [0, 1, 3, 4],
    );
    await vscode.commands.executeCommand(commands.decodeCancel);
    editor = await vscode.window.showTextDocument(editor.document);
    await waitFor('the editor', () => vscode.window.activeTextEditor === editor);
    select([1, 5, 1, 5], [4, 0, 4, 0]);
    const session = await decode();
    assert.deepEqual(
      session?.options.spans.map(({ source }) => source),
      ['abcd', 'end'],
    );
  });

  it('does the same lines again with another model, found where they are now', async () => {
    select([1, 4, 1, 8]);
    const before = await decode();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(editor.document.uri, new vscode.Position(0, 0), 'new line\r\n');
    await vscode.workspace.applyEdit(edit);
    const again = await vscode.commands.executeCommand<DecodeSession | undefined>(
      commands.decodeChooseModel,
      before?.previewUri,
      { runFolder: run.folder },
    );
    assert.deepEqual(
      again?.options.spans.map(({ source }) => source),
      ['abcd'],
    );
    await applyFully();
    assert.match(editor.document.getText(), /^new line\r\nheading abc\r\n {4}/);
  });

  it('remembers the model for the type of file', async () => {
    select([0, 8, 0, 11]);
    const session = await decode(undefined);
    assert.equal(session?.options.run.folder, run.folder);
    await vscode.commands.executeCommand(commands.decodeCancel);
    await waitFor(
      'closed preview',
      () => !(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff),
    );
    assert.equal(editor.document.getText(), text);
  });

  it('works in a document that was never saved', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'abc\ncab\n' });
    editor = await vscode.window.showTextDocument(document);
    select([0, 0, 2, 0]);
    const session = await decode();
    await applyFully();
    assert.equal(document.getText(), `${outputs(session).join('\n')}\n`);
  });

  it('leaves lines alone that are too long, and says which', async () => {
    const long = 'abcde'.repeat(30);
    const uri = await writeFile('long.txt', `abc\n${long}\nab?c\n`);
    editor = await vscode.window.showTextDocument(uri);
    select([0, 0, 3, 0]);
    const said = new Said(api);
    const session = await decode();
    assert.deepEqual(
      session?.options.spans.map(({ outcome }) => outcome.type),
      ['decoded', 'refused', 'decoded'],
    );
    said.assertMatch(/1 of 3 lines could not be decoded\. line 2: left as it is: .*line 3: .*‘\?’/);
    assert.deepEqual(
      session.review.leftAlone.map(({ line }) => line),
      [2],
      'unknown characters are doubtful however sure the model is',
    );
    await apply();
    assert.equal(editor.document.lineAt(1).text, long);
    assert.equal(editor.document.lineAt(2).text, 'ab?c');
  });

  it('says what to do when nothing is selected or nothing but blanks', async () => {
    select([0, 3, 0, 3]);
    const said = new Said(api);
    assert.equal(await decode(), undefined);
    said.assertMatch(/Nothing is selected/);
    select([2, 0, 3, 0]);
    assert.equal(await decode(), undefined);
    said.assertMatch(/selected lines are empty/);
  });

  it('starts the inference process again after it was killed', async () => {
    const inference = await api.processes.inference();
    select([0, 8, 0, 11]);
    const said = new Said(api);
    assert.ok(await decode(), said.texts.join('\n'));
    const processId = inference.processId;
    assert.ok(processId);
    process.kill(processId, 'SIGKILL');
    await waitFor('end of the process', () => inference.processId === undefined);
    await vscode.window.showTextDocument(editor.document);
    select([0, 8, 0, 11]);
    assert.ok(await decode());
    assert.notEqual(inference.processId, processId);
  });
});
