import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';

/** Restores what waited when the window closed, as soon as the workspace is trusted. */
export function restoreQueueWhenTrusted(services: HostServices): vscode.Disposable {
  const { trainings, messages } = services;
  const restore = (): void => {
    // Nothing is loaded where nothing waited.
    if (trainings.stored().length === 0) return;
    void messages.attempt(async () => (await import('./restoreQueue')).restoreQueue(services));
  };
  if (vscode.workspace.isTrusted) restore();
  return vscode.workspace.onDidGrantWorkspaceTrust(restore);
}
