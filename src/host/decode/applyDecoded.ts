import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { UserMessages } from '../userMessages';
import { decodedText } from './decodeSession';
import type { DecodeSession } from './decodeSession';

/** `changed`: the document is not the previewed one any more. `refused`: it can't be written, which was said. */
export type ApplyOutcome = 'applied' | 'changed' | 'refused';

/** Writes the changed pieces of a preview into its document, in one step of undo. */
export async function applyDecoded(session: DecodeSession, messages: UserMessages): Promise<ApplyOutcome> {
  const document = await vscode.workspace.openTextDocument(session.documentUri);
  if (!(await isWritable(document.uri))) {
    offerCopy(session, messages);
    return 'refused';
  }
  if (!session.isCurrent(document)) return 'changed';
  // VS Code says of an edit without changes that it could not be applied.
  if (session.replacements.length === 0) return 'applied';
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, text } of session.replacements) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    edit.replace(document.uri, range, text);
  }
  // VS Code refuses the edit as a whole when the document changes before it arrives.
  return (await vscode.workspace.applyEdit(edit)) ? 'applied' : 'changed';
}

async function isWritable(uri: vscode.Uri): Promise<boolean> {
  const { fs } = vscode.workspace;
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return true;
  if (fs.isWritableFileSystem(uri.scheme) !== true) return false;
  try {
    const { permissions = 0 } = await fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) === 0;
  } catch {
    // Deleted on disk: the editor still has the text.
    return true;
  }
}

function offerCopy({ documentUri, options }: DecodeSession, messages: UserMessages): void {
  const name = basename(documentUri.path);
  messages.warn(vscode.l10n.t('{0} is read-only, so nothing was written.', name), {
    title: vscode.l10n.t('Copy Decoded Text'),
    run: () => {
      const lines = options.spans.map(({ source, outcome }) => decodedText(outcome) ?? source);
      return vscode.env.clipboard.writeText(lines.join('\n'));
    },
  });
}
