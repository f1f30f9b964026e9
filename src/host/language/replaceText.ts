import * as vscode from 'vscode';
import { textDifference } from '../../core/config/edits/textDifference';

/** The edit that makes `text` of a document, and leaves alone what both begin and end with. */
export function replaceText(document: vscode.TextDocument, text: string): vscode.WorkspaceEdit {
  const { offset, length, content } = textDifference(document.getText(), text);
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, content);
  return edit;
}
