import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionId } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { S2sApi } from '../../../src/host/api/s2sApi';

/** The extension, activated, with its inside. */
export async function activateExtension(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | S2sApi>(extensionId);
  assert.ok(extension, 'VS Code does not know the extension');
  const api = await extension.activate();
  assert.ok('activationMs' in api, 'The extension shows its inside only when S2S_GROUP is set');
  return api;
}

/** The folder that is open. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'No folder is open');
  return folder.uri;
}

/** Closes all editors without a question: what is not saved is thrown away. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    // Settings are VS Code's to write: it may be about to.
    if (!document.isDirty || document.uri.path.endsWith('/User/settings.json')) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** What the extension has said since a moment. */
export class Said {
  private readonly before: number;

  constructor(private readonly api: TestApi) {
    this.before = api.messages.count;
  }

  get texts(): string[] {
    const { count, shown } = this.api.messages;
    const news = count - this.before;
    return news === 0 ? [] : shown.slice(-news).map(({ text }) => text);
  }

  /** @throws AssertionError when nothing that was said fits */
  assertMatch(pattern: RegExp): void {
    assert.ok(
      this.texts.some((text) => pattern.test(text)),
      `${String(pattern)} was not said, but: ${JSON.stringify(this.texts)}`,
    );
  }
}
