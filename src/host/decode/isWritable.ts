import * as vscode from 'vscode';

/**
 * Whether a document can be changed: its file may be read-only, its whole file system, or the settings say so. An extension
 * could write into the last all the same, but who set that did not want it.
 */
export async function isWritable(document: vscode.TextDocument): Promise<boolean> {
  const { uri } = document;
  const { fs } = vscode.workspace;
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return true;
  if (fs.isWritableFileSystem(uri.scheme) !== true || isReadOnlyBySettings(document)) return false;
  try {
    const { permissions = 0 } = await fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) === 0;
  } catch {
    // Deleted on disk: the editor still has the text.
    return true;
  }
}

function isReadOnlyBySettings(document: vscode.TextDocument): boolean {
  const files = vscode.workspace.getConfiguration('files', document);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const isIn = (setting: 'readonlyInclude' | 'readonlyExclude'): boolean =>
    Object.entries(files.get<Record<string, boolean>>(setting, {})).some(([glob, isOn]) => {
      const patterns = folder === undefined ? [glob] : [glob, new vscode.RelativePattern(folder, glob)];
      return isOn && patterns.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
    });
  return isIn('readonlyInclude') && !isIn('readonlyExclude');
}
