import * as vscode from 'vscode';
import { pairOfLine } from './dataDocument';
import { numberText } from '../numberText';

/** More rows than this are only checked when somebody has chosen how many. */
const mostUnasked = 2000;

/** Lines of a document that are pairs, from 0. */
export function pairLines(document: vscode.TextDocument): number[] {
  return Array.from({ length: document.lineCount }, (_, line) => line).filter(
    (line) => pairOfLine(document.lineAt(line).text) !== undefined,
  );
}

interface RowsPick extends vscode.QuickPickItem {
  readonly lines: () => readonly number[];
}

/** The rows to check: all of a small file, else those that are chosen. Undefined when the choice was cancelled. */
export async function chooseRows(
  editor: vscode.TextEditor,
  limit = mostUnasked,
): Promise<readonly number[] | undefined> {
  const lines = pairLines(editor.document);
  if (lines.length <= limit) return lines;
  const visible = lines.filter((line) =>
    editor.visibleRanges.some(({ start, end }) => line >= start.line && line <= end.line),
  );
  const step = Math.ceil(lines.length / limit);
  const number = (value: number): string => numberText(value, vscode.env.language);
  const picks: RowsPick[] = [
    {
      label: vscode.l10n.t('Every {0}th row', step),
      description: vscode.l10n.t('{0} rows', number(Math.ceil(lines.length / step))),
      lines: () => lines.filter((_, index) => index % step === 0),
    },
    {
      label: vscode.l10n.t('The first rows'),
      description: vscode.l10n.t('{0} rows', number(limit)),
      lines: () => lines.slice(0, limit),
    },
    {
      label: vscode.l10n.t('The visible rows'),
      description: vscode.l10n.t('{0} rows', number(visible.length)),
      lines: () => visible,
    },
    {
      label: vscode.l10n.t('All rows'),
      description: vscode.l10n.t('{0} rows', number(lines.length)),
      lines: () => lines,
    },
  ];
  const placeHolder = vscode.l10n.t('Which rows should the model be tried on?');
  return (await vscode.window.showQuickPick(picks, { placeHolder }))?.lines();
}
