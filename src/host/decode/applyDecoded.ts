import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { UserMessages } from '../userMessages';
import { textOf } from './confidence';
import type { DecodeSession } from './decodeSession';
import { isWritable } from './isWritable';
import type { ReviewedLine } from './lineReview';

/**
 * `applied`: what stands in the document, except for lines that have changed since the preview. `changed`: the document
 * changed at the very moment, nothing was written. `refused`: it can't be written, which was said.
 */
export type ApplyOutcome = Applied | { readonly type: 'changed' } | { readonly type: 'refused' };

export interface Applied {
  readonly type: 'applied';
  readonly written: number;
  /** What would have been written too. */
  readonly changed: readonly ReviewedLine[];
}

/** Writes the accepted lines of a preview into its document, in one step of undo. */
export async function applyDecoded(session: DecodeSession, messages: UserMessages): Promise<ApplyOutcome> {
  const document = await vscode.workspace.openTextDocument(session.documentUri);
  if (!(await isWritable(document))) {
    offerCopy(session, messages);
    return { type: 'refused' };
  }
  const replacements = session.currentReplacements(document);
  const changed = session.review.lines.filter(
    ({ verdict }, index) => verdict === 'accepted' && !replacements.has(index),
  );
  const applied: Applied = { type: 'applied', written: replacements.size, changed };
  // VS Code says of an edit without changes that it could not be applied.
  if (replacements.size === 0) return applied;
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, text } of replacements.values()) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    edit.replace(document.uri, range, text);
  }
  // VS Code refuses the edit as a whole when the document changes before it arrives.
  return (await vscode.workspace.applyEdit(edit)) ? applied : { type: 'changed' };
}

function offerCopy({ documentUri, review }: DecodeSession, messages: UserMessages): void {
  const name = basename(documentUri.path);
  messages.warn(vscode.l10n.t('{0} is read-only, so nothing was written.', name), {
    title: vscode.l10n.t('Copy Decoded Text'),
    run: () => {
      const lines = review.lines.map(({ verdict, source, hypothesis }) =>
        verdict === 'accepted' && hypothesis !== undefined ? textOf(hypothesis) : source,
      );
      return vscode.env.clipboard.writeText(lines.join('\n'));
    },
  });
}
