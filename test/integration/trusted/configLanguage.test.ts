import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { writeFile } from '../support/configs';
import { activateExtension, closeEditors } from '../support/extension';
import { waitFor } from '../support/waitFor';

const text = `// Mine.
{
  "data": { "train": "language/pairs.tsv", "dev": "language/nowhere.tsv" },
  "model": {
    "encoder": { "rnn_type": "gru", "hiden_size": 32 },
    "decoder": {
      "hidden_size": 32, // as wide
      "attention": "none"
    }
  }
}
`;

describe('The language of configs', () => {
  let uri: vscode.Uri;
  let document: vscode.TextDocument;
  /** A file of its own for each test: VS Code may remember what another one said. */
  let files = 0;

  before(async () => {
    await activateExtension();
    await writeFile('language/pairs.tsv', 'a\tb\nc\td\n');
  });
  beforeEach(async () => {
    uri = await writeFile(`language-${(files += 1)}.s2s.json`, text);
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });
  afterEach(closeEditors);

  /** Where a text stands, or with `offset` so many characters behind its beginning. */
  function at(part: string, offset = 0): vscode.Position {
    const index = document.getText().indexOf(part);
    assert.notEqual(index, -1, part);
    return document.positionAt(index + offset);
  }

  function actionsAt(part: string, kind: vscode.CodeActionKind): Promise<vscode.CodeAction[]> {
    return waitFor(`light bulb at ${part}`, async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(at(part, 1), at(part, 1)),
        kind.value,
      );
      return actions.length > 0 && actions;
    });
  }

  async function apply(actions: readonly vscode.CodeAction[], title: string): Promise<void> {
    const action = actions.find((one) => one.title === title);
    assert.ok(action?.edit, `${title} is none of ${actions.map((one) => one.title).join('; ')}`);
    assert.equal(await vscode.workspace.applyEdit(action.edit), true);
  }

  it('corrects a misspelt key, which the schema’s own check reports', async () => {
    const actions = await actionsAt('"hiden_size"', vscode.CodeActionKind.QuickFix);
    assert.equal(actions[0]?.isPreferred, true);
    await apply(actions, 'Change to “hidden_size”');
    assert.equal(document.getText(), text.replace('hiden_size', 'hidden_size'));
  });

  it('offers to create a data file that is missing, and to take another one', async () => {
    await apply(await actionsAt('"hiden_size"', vscode.CodeActionKind.QuickFix), 'Change to “hidden_size”');
    const actions = await actionsAt('"language/nowhere.tsv"', vscode.CodeActionKind.QuickFix);
    // VS Code's command loses what the new file holds: the test as a user creates it.
    assert.ok(actions.some(({ title }) => title === 'Create language/nowhere.tsv with two example lines'));
    await apply(actions, 'Use language/pairs.tsv');
    assert.match(document.getText(), /"dev": "language\/pairs\.tsv"/);
  });

  it('adds attention, and keeps comments', async () => {
    await apply(await actionsAt('"hiden_size"', vscode.CodeActionKind.QuickFix), 'Change to “hidden_size”');
    const actions = await actionsAt('"decoder"', vscode.CodeActionKind.RefactorRewrite);
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        'Add attention (Luong et al. 2015)',
        'Add attention (Bahdanau et al. 2015)',
        'Make the encoder bidirectional',
        'Make it GNMT (8 layers; Wu et al. 2016)',
        'Reverse the source (Sutskever et al. 2014)',
      ],
    );
    await apply(actions, 'Add attention (Bahdanau et al. 2015)');
    const expected = text.replace('hiden_size', 'hidden_size').replace('"none"', '"bahdanau"');
    assert.equal(document.getText(), expected);
  });

  it('shows the paper and the default of a key, and explains its values', async () => {
    const hovers = await waitFor('hover', async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        at('"gru"', 1),
      );
      return found.length > 0 && found;
    });
    const shown = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
    assert.match(shown, /\[Cho et al\. 2014\]\(https:\/\/arxiv\.org\/abs\/1406\.1078\)/);
    assert.match(shown, /\*\*Default\*\* `"lstm"`/);
    assert.match(shown, /Gated recurrent unit/);
  });

  async function completionsAt(position: vscode.Position): Promise<vscode.CompletionItem[]> {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    return items;
  }
  const labelOf = ({ label }: vscode.CompletionItem): string =>
    typeof label === 'string' ? label : label.label;

  it('completes paths of files, of folders that are typed too', async () => {
    const labels = (await completionsAt(at('"language/pairs.tsv"', 1))).map(labelOf);
    assert.ok(labels.includes('language/') && labels.includes('language/pairs.tsv'), labels.join());
    const below = (await completionsAt(at('"language/pairs.tsv"', '"language/'.length))).map(labelOf);
    assert.ok(below.includes('language/pairs.tsv'));
    assert.ok(!below.includes('language/'));
  });

  it('completes values with what they are', async () => {
    const item = await waitFor('proposal', async () => {
      const items = await completionsAt(at('"none"', 1));
      return items.find((one) => labelOf(one) === '"bahdanau"');
    });
    const { documentation } = item;
    const shown = typeof documentation === 'string' ? documentation : (documentation?.value ?? '');
    assert.match(shown, /vᵀtanh\(Wh \+ Uk\) \(\[Bahdanau et al\. 2015\]/);
  });

  it('makes links of the files that it names', async () => {
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      uri,
    );
    const ours = links.filter(({ target }) => target?.path.includes('/language/') === true);
    assert.deepEqual(
      ours.map(({ range, tooltip }) => [document.getText(range), tooltip]),
      [
        ['language/pairs.tsv', 'Open language/pairs.tsv'],
        ['language/nowhere.tsv', 'There is no file language/nowhere.tsv yet'],
      ],
    );
  });
});
