import * as vscode from 'vscode';
import type { FormPath } from '../../protocol/form';

/** Shows the text of a config at a key or a line: where it is open already, else in the place of the form. */
export async function showText(
  document: vscode.TextDocument,
  { path, line }: { readonly path?: FormPath | undefined; readonly line?: number | undefined },
): Promise<void> {
  const selection = await placeOf(document, path, line);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(document, { viewColumn, ...(selection && { selection }) });
}

async function placeOf(
  document: vscode.TextDocument,
  path: FormPath | undefined,
  line: number | undefined,
): Promise<vscode.Range | undefined> {
  if (path !== undefined) {
    const { ConfigDocument } = await import('../../core/config/configDocument');
    const { offset, length } = new ConfigDocument(document.getText()).keyRange(path);
    return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  }
  return line === undefined ? undefined : document.lineAt(Math.min(line, document.lineCount) - 1).range;
}
