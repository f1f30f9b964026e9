import { dirname } from 'node:path';
import * as vscode from 'vscode';

/** Where the paths in a document may begin: beside it, or at the folder of its workspace. */
export function foldersOf(uri: vscode.Uri | undefined): string[] {
  const own = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  const workspace = own ?? vscode.workspace.workspaceFolders?.[0];
  return [
    ...(uri?.scheme === 'file' ? [dirname(uri.fsPath)] : []),
    ...(workspace === undefined ? [] : [workspace.uri.fsPath]),
  ];
}
