import * as vscode from 'vscode';
import type { UserMessages } from '../userMessages';
import type { Applied } from './applyDecoded';
import type { DecodeSession } from './decodeSession';
import { leftAloneText } from './decodeLenses';
import type { ReviewedLine } from './lineReview';

const namedLines = 5;

/** Says which lines of a preview were not written, when some were not: because they changed, or for doubt. */
export function sayApplied(
  messages: UserMessages,
  session: DecodeSession,
  { written, changed }: Applied,
  { editor, redo }: { readonly editor: vscode.TextEditor; readonly redo: () => unknown },
): void {
  if (changed.length > 0) {
    const text = vscode.l10n.t(
      '{0} lines written; these have changed since the preview and were left as they are: {1}.',
      written,
      lineNumbers(changed),
    );
    messages.warn(text, { title: vscode.l10n.t('Decode Again'), run: redo });
    return;
  }
  const { leftAlone, lines } = session.review;
  if (leftAlone.length === 0) return;
  const { document } = editor;
  messages.info(vscode.l10n.t('{0} lines written. {1}.', written, leftAloneText(leftAlone)), {
    title: vscode.l10n.t('Select Them'),
    run: async () => {
      const shown = await vscode.window.showTextDocument(document);
      shown.selections = session
        .currentSelections(document)
        .filter((_, index) => lines[index]?.verdict === 'left');
    },
  });
}

function lineNumbers(lines: readonly ReviewedLine[]): string {
  const numbers = lines.slice(0, namedLines).map(({ line }) => line + 1);
  return `${numbers.join(', ')}${lines.length > namedLines ? '…' : ''}`;
}
