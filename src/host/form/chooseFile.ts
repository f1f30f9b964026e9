import { dirname, relative } from 'node:path/posix';
import * as vscode from 'vscode';
import type { FormPath } from '../../protocol/form';

/** Lets the user choose a file for a key; its path as the config would write it. */
export async function chooseFile(config: vscode.Uri, path: FormPath): Promise<string | undefined> {
  const isData = path[0] === 'data' && path.length === 2;
  const chosen = await vscode.window.showOpenDialog({
    defaultUri: vscode.Uri.joinPath(config, '..'),
    title: vscode.l10n.t('File for {0}', path.join('.')),
    openLabel: vscode.l10n.t('Choose'),
    filters: isData
      ? { [vscode.l10n.t('Pairs or text')]: ['tsv', 'txt'], [vscode.l10n.t('All files')]: ['*'] }
      : {},
  });
  return chosen?.[0] === undefined ? undefined : pathFrom(config, chosen[0]);
}

/** Relative to the config where both are on one drive. */
function pathFrom(config: vscode.Uri, file: vscode.Uri): string {
  const drive = /^\/[a-z]:/i;
  const sameDrive = drive.exec(config.path)?.[0].toLowerCase() === drive.exec(file.path)?.[0].toLowerCase();
  return sameDrive ? relative(dirname(config.path), file.path) : file.fsPath;
}
