import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { recordFigure } from '../../support/figures';
import { reverseConfig, writeConfig } from '../support/configs';
import { activateExtension, closeEditors } from '../support/extension';

describe('Layers of a config in the editor', () => {
  before(activateExtension);
  afterEach(closeEditors);

  const hintsOf = async (document: vscode.TextDocument): Promise<string[]> => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      whole,
    );
    return hints.map(({ label }) => (typeof label === 'string' ? label : ''));
  };

  it('have their shapes and parameter counts beside them, as the text changes', async () => {
    const uri = await writeConfig('hints', reverseConfig);
    const editor = await vscode.window.showTextDocument(uri);
    const { document } = editor;
    const before = await hintsOf(document);
    assert.match(before.join('\n'), /^[\d,]+ parameters$/m);

    const size = /"hidden_size": (\d+)/.exec(document.getText());
    assert.ok(size?.[1] !== undefined);
    const place = document.positionAt(size.index + size[0].length);
    const startedMs = performance.now();
    await editor.edit((edit) => edit.insert(place, '0'));
    const after = await hintsOf(document);
    const value = performance.now() - startedMs;
    recordFigure({ name: 'hints after a change of a config', value, unit: 'ms', budget: 100 });
    assert.notDeepEqual(after, before);
    const units = 2 * Number(`${size[1]}0`);
    assert.ok(
      after.some((label) => label.startsWith(`[batch, source, ${units}] · `)),
      after.join('\n'),
    );

    await editor.edit((edit) => edit.insert(new vscode.Position(document.lineCount, 0), '{{'));
    assert.deepEqual(await hintsOf(document), after, 'the last good ones while the text is broken');
  });
});
