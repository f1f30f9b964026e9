import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('A restricted window', () => {
  it('is one that VS Code itself does not trust', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
