import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands, formViewType } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import { activeConfig } from '../../../src/host/language/configFile';
import type { FormChange, ToForm } from '../../../src/protocol/form';
import { endlessConfig, writeConfig, writeFile } from '../support/configs';
import { activateExtension, closeEditors } from '../support/extension';
import { waitFor } from '../support/waitFor';

type Value = Extract<ToForm, { type: 'form-value' }>;

/** A form that is open in VS Code, with the test as its page beside the real one. */
class OpenForm {
  readonly posts: ToForm[] = [];
  #edits = 1000;

  private constructor(
    readonly session: ReturnType<TestApi['forms']['sessionsOf']>[number],
    readonly document: vscode.TextDocument,
  ) {
    session.onDidPost((message) => this.posts.push(message));
  }

  static async open(api: TestApi, uri: vscode.Uri): Promise<OpenForm> {
    await vscode.commands.executeCommand('vscode.openWith', uri, formViewType);
    const session = await waitFor('form', () => api.forms.sessionsOf(uri)[0]);
    const form = new OpenForm(session, await vscode.workspace.openTextDocument(uri));
    form.session.receive({ type: 'ready' });
    await waitFor('value of the form', () => form.value);
    return form;
  }

  get value(): Value | undefined {
    return this.posts.findLast((message) => message.type === 'form-value');
  }

  async edit(change: FormChange): Promise<void> {
    // The page of the form may become ready after us, and then begins with no edit answered: asked again, nothing is changed twice.
    await waitFor('answer', async () => {
      this.#edits += 1;
      this.session.receive({ type: 'edit', id: this.#edits, change });
      const askedMs = Date.now();
      while (Date.now() - askedMs < 3_000) {
        if ((this.value?.answered ?? 0) >= this.#edits) return true;
        await sleep(20);
      }
      return undefined;
    });
  }

  keyAt(...path: string[]): unknown {
    return path.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(key) : undefined),
      this.value?.value,
    );
  }
}

const hiddenSize = ['model', 'encoder', 'hidden_size'];

describe('The form of a config', () => {
  let api: TestApi;
  before(async () => {
    api = await activateExtension();
  });
  afterEach(closeEditors);

  it('edits the text with its comment, one undo step a change, and follows the text', async () => {
    const uri = await writeConfig('form', endlessConfig);
    const form = await OpenForm.open(api, uri);
    const { document } = form;
    const before = document.getText();
    await form.edit({ kind: 'set', path: hiddenSize, value: 12 });
    const once = document.getText();
    assert.equal(once, before.replace('"hidden_size": 8', '"hidden_size": 12'));
    assert.match(once, /^\/\/ For a test\./);
    assert.ok(document.isDirty);
    assert.equal(form.keyAt(...hiddenSize), 12);
    await form.edit({ kind: 'reset', path: hiddenSize });
    assert.equal(form.keyAt(...hiddenSize), undefined);

    await vscode.commands.executeCommand('undo');
    await waitFor('first undo', () => document.getText() === once);
    await waitFor('undo in the form', () => form.keyAt(...hiddenSize) === 12);
    await vscode.commands.executeCommand('undo');
    await waitFor('second undo', () => document.getText() === before);
    await vscode.commands.executeCommand('redo');
    await waitFor('redo in the form', () => form.keyAt(...hiddenSize) === 12);
    await document.save();
    assert.equal(document.isDirty, false);
  });

  it('tells problems with their keys, of data files too', async () => {
    const uri = await writeConfig('form-problems', endlessConfig);
    const form = await OpenForm.open(api, uri);
    await form.edit({ kind: 'set', path: ['data', 'train'], value: 'nowhere.tsv' });
    const problem = await waitFor('problem', () =>
      form.posts
        .flatMap((message) => (message.type === 'form-problems' ? message.problems : []))
        .find(({ message }) => message.includes('nowhere.tsv')),
    );
    assert.deepEqual(problem.path, ['data', 'train']);
    await waitFor('keys without effect', () =>
      form.posts.some((message) => message.type === 'form-problems' && message.idle !== undefined),
    );
  });

  it('says where a text can’t be read, and is filled from nothing', async () => {
    const uri = await writeFile('form-broken.s2s.json', '{\n  "name" "x"\n}\n');
    const form = await OpenForm.open(api, uri);
    assert.deepEqual(form.value?.blocked, {
      reason: 'syntax',
      line: 2,
      message: 'A colon is missing between the key and its value.',
    });
    const empty = await OpenForm.open(api, await writeFile('form-empty.s2s.json', ''));
    assert.equal(empty.value?.blocked, undefined);
    await empty.edit({ kind: 'choose', path: ['data', 'train'], variant: 0 });
    assert.equal(empty.document.getText(), '{\n  "data": { "train": "train.tsv" }\n}\n');
  });

  it('takes the place of the text by a command, and gives it back', async () => {
    const uri = await writeConfig('form-command', endlessConfig);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand(commands.openForm);
    const active = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    await waitFor('form', () => active() instanceof vscode.TabInputCustom);
    await waitFor('one tab', () => vscode.window.tabGroups.activeTabGroup.tabs.length === 1);
    // What commands work on, without being told.
    assert.equal(activeConfig()?.fsPath, uri.fsPath);
    await vscode.commands.executeCommand(commands.openText);
    await waitFor('text', () => active() instanceof vscode.TabInputText);
    assert.equal(vscode.window.tabGroups.activeTabGroup.tabs.length, 1);
  });
});
