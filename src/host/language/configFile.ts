import * as vscode from 'vscode';
import { configGlob, configSuffix } from '../../contributions';

/** Config documents wherever they come from: disk, virtual workspaces, not yet saved. */
export const configSelector: vscode.DocumentSelector = { language: 'jsonc', pattern: configGlob };

/** Whether a document is a config that people work on, and not an old version of one in a comparison. */
export function isEditedConfig(document: vscode.TextDocument): boolean {
  if (vscode.languages.match(configSelector, document) === 0) return false;
  const { scheme } = document.uri;
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

export const isConfig = (uri: vscode.Uri): boolean => uri.path.toLowerCase().endsWith(configSuffix);

/** The configs among what is selected in the explorer. */
export const configsOf = (selected: unknown): readonly vscode.Uri[] =>
  Array.isArray(selected)
    ? selected.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && isConfig(uri))
    : [];

/** The config in front, as a text or as a form. */
export function activeConfig(): vscode.Uri | undefined {
  const { activeTextEditor, tabGroups } = vscode.window;
  const input = tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputCustom ? input.uri : activeTextEditor?.document.uri;
  return uri !== undefined && isConfig(uri) ? uri : undefined;
}

/** The config in front; else one that can be seen. */
export function currentConfig(): vscode.Uri | undefined {
  const active = activeConfig();
  const seen = vscode.window.visibleTextEditors.map(({ document }) => document);
  const documents = active === undefined ? seen : [openDocument(active), ...seen];
  return documents.find((document) => document !== undefined && isEditedConfig(document))?.uri;
}

/** The text of a file as an editor has it, unsaved changes included, else as it is stored. */
export async function currentText(uri: vscode.Uri): Promise<string> {
  const open = openDocument(uri);
  if (open !== undefined) return open.getText();
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}
