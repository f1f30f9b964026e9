import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { DecodeTextResult } from '../../../src/host/api/s2sApi';
import type { Run } from '../../../src/host/runs/run';
import { recordFigure } from '../../support/figures';
import { writeFile } from '../support/configs';
import { closeEditors, Said } from '../support/extension';
import { beforeAllWithModel } from '../support/training';
import { waitFor } from '../support/waitFor';

describe('Decoding by other ways', () => {
  let api: TestApi;
  let run: Run;

  beforeAllWithModel((given) => {
    ({ api, run } = given);
  });
  afterEach(async () => {
    for (const id of ['model', 'minConfidence', 'asYouType']) await configure(id, undefined);
    await closeEditors();
  });

  const configure = (id: string, value: unknown): Thenable<void> =>
    vscode.workspace
      .getConfiguration('s2s')
      .update(`decode.${id}`, value, vscode.ConfigurationTarget.Workspace);
  const model = (): { model: string } => ({ model: run.id });
  const open = async (content: string): Promise<vscode.TextEditor> => {
    const editor = await vscode.window.showTextDocument(await writeFile('elsewhere.txt', content));
    await waitFor('the editor', () => vscode.window.activeTextEditor === editor);
    return editor;
  };
  const bestOf = async (source: string): Promise<string> => {
    const [result] = await api.decode([source], model());
    return result?.hypotheses[0]?.text ?? '?';
  };

  describe('the exported API', () => {
    it('gives one plain result for each text, in their order', async () => {
      assert.equal(api.version, 1);
      const results = await api.decode(['abc', 'a?c', 'abcde'.repeat(30)], { ...model(), nBest: 3 });
      assert.deepEqual(JSON.parse(JSON.stringify(results)), results);
      const [plain, unknown, long] = results;
      assert.equal(plain?.hypotheses.length, 3);
      const probabilities = plain.hypotheses.map(({ probability }) => probability);
      assert.ok(probabilities.every((each) => each > 0 && each <= 1));
      assert.deepEqual(unknown?.unknownTokens, ['?']);
      assert.equal(long?.hypotheses.length, 0);
      assert.match(long.refused ?? '', /max_length/);
    });

    it('goes on from a prefix', async () => {
      const [result] = await api.decode(['abc'], { ...model(), prefix: 'ed', nBest: 2 });
      assert.ok(result?.hypotheses.length === 2);
      for (const { text } of result.hypotheses) assert.match(text, /^ed/);
    });

    it('is a command too, for one text and for several', async () => {
      const one = await vscode.commands.executeCommand<DecodeTextResult>(commands.decodeText, {
        text: 'abc',
        ...model(),
      });
      const [same] = await vscode.commands.executeCommand<DecodeTextResult[]>(commands.decodeText, {
        texts: ['abc'],
        ...model(),
      });
      assert.equal(one.source, 'abc');
      assert.deepEqual(one, same);
    });

    it('rejects what it can’t do with a sentence that says what to do', async () => {
      await assert.rejects(api.decode(['a'], { model: 'gone' }), /called ‘gone’\. There are: .*backwards/);
      await assert.rejects(api.decode(['a'], { ...model(), beamSize: 2, nBest: 3 }), /beamSize at least 3/);
      await assert.rejects(api.decode(['a'], { beamSize: 0 }), /Wrong options: beamSize: .*Valid, as an/);
      await assert.rejects(async () => {
        await vscode.commands.executeCommand(commands.decodeText, { txt: 'abc' });
      }, /Wrong the argument of s2s\.decode|s2s\.decode/);
    });

    it('decodes a short text quickly once the model is warm', async () => {
      const times: number[] = [];
      for (let round = 0; round < 15; round++) {
        const startedMs = performance.now();
        await api.decode(['abcde'], model());
        times.push(performance.now() - startedMs);
      }
      const [median = 0] = times.sort((a, b) => a - b).slice(7);
      const name = 'greedy decode of a word through the host, warm, median';
      recordFigure({ name, value: median, unit: 'ms', budget: 30 });
    });
  });

  describe('a model of the settings', () => {
    it('decodes texts of its language, found by name or id', async () => {
      await configure('model', run.manifest.name);
      assert.equal(api.models.chosen({ languageId: 'plaintext' })?.manifest.name, run.manifest.name);
      await configure('model', 'gone');
      assert.equal(api.models.chosen({ languageId: 'plaintext' }), undefined);
      assert.equal(api.models.stale({ languageId: 'plaintext' }), 'gone');
    });

    it('is written for the language of the editor alone', async () => {
      const { document } = await open('abc\n');
      await vscode.commands.executeCommand(commands.decodeSetModel, { runFolder: run.folder });
      const settings = vscode.workspace.getConfiguration('s2s', document);
      assert.equal(settings.get('decode.model'), run.id);
      assert.equal(
        vscode.workspace.getConfiguration('s2s', { languageId: 'python' }).get('decode.model'),
        '',
      );
      await settings.update('decode.model', undefined, vscode.ConfigurationTarget.Workspace, true);
    });
  });

  it('replaces the clipboard by its decoded lines, and says how to undo that', async () => {
    await configure('model', run.id);
    await configure('minConfidence', 0);
    await vscode.env.clipboard.writeText('abc\n  ab\n');
    const said = new Said(api);
    const expected = `${await bestOf('abc')}\n  ${await bestOf('ab')}\n`;
    assert.equal(await vscode.commands.executeCommand(commands.decodeClipboard), expected);
    assert.equal(await vscode.env.clipboard.readText(), expected);
    said.assertMatch(/Decoded into the clipboard \(\d lines\)/);
    assert.deepEqual(api.messages.shown.at(-1)?.actions, ['Insert', 'Undo']);
    await vscode.env.clipboard.writeText(' \n');
    await vscode.commands.executeCommand(commands.decodeClipboard);
    said.assertMatch(/no text in the clipboard/);
  });

  it('offers hypotheses behind the light bulb of a selection, once the process runs', async () => {
    await configure('model', run.id);
    const { document } = await open('abc left\n');
    const actions = async (end: number): Promise<vscode.CodeAction[]> =>
      vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(0, 0, 0, end),
        vscode.CodeActionKind.RefactorRewrite.value,
      );
    await bestOf('abc');
    const offered = await actions(3);
    const titles = offered.map(({ title }) => title).filter((title) => /hypothesis|‘/i.test(title));
    assert.match(titles[0] ?? '', /^Replace by ‘.+’ \([\d.<]+ ?[\d.]* ?%\)$/);
    assert.equal(titles.at(-1), 'Choose Another Hypothesis…');
    const none = await actions(0);
    assert.ok(none.every(({ title }) => !title.startsWith('Replace by ‘')));
  });

  it('offers the target as ghost text behind a source and an arrow, only where that is switched on', async () => {
    await configure('model', run.id);
    const editor = await open('abc => ');
    /** Asks for ghost text, and takes it when it comes: on a busy machine, a while after it was asked for. */
    const offer = async (patienceMs: number): Promise<string> => {
      const before = editor.document.getText();
      await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
      // Asked twice at one place, VS Code gives the first answer again.
      for (const character of [0, 7]) {
        editor.selection = new vscode.Selection(0, character, 0, character);
        await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
      }
      const askedMs = Date.now();
      do {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
        await sleep(50);
      } while (editor.document.getText() === before && Date.now() - askedMs < patienceMs);
      return editor.document.getText();
    };
    assert.equal(await offer(1_000), 'abc => ');
    await configure('asYouType', true);
    const expected = `abc => ${await bestOf('abc')}`;
    await waitFor('the ghost text to be taken', async () => (await offer(5_000)) === expected);
  });
});
