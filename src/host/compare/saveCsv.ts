import * as vscode from 'vscode';
import { requireTrust } from '../requireTrust';
import type { UserMessages } from '../userMessages';

/** Writes a table to a file that the user names. */
export async function saveCsv(messages: UserMessages, text: string): Promise<void> {
  if (!requireTrust(messages)) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'runs.csv') }),
    filters: { CSV: ['csv'] },
    title: vscode.l10n.t('Export the table of runs'),
  });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  messages.info(vscode.l10n.t('The table of runs is in {0}.', vscode.workspace.asRelativePath(file)), {
    title: vscode.l10n.t('Open'),
    run: () => vscode.commands.executeCommand('vscode.open', file),
  });
}
