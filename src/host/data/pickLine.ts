import * as vscode from 'vscode';
import type { SplitName } from '../../core/config/reportDataFile';
import type { LineGroup } from './lineLists';

interface PickLine {
  readonly document: vscode.TextDocument;
  readonly groups: readonly LineGroup[];
  /** Files of other splits. */
  readonly files: ReadonlyMap<SplitName, vscode.Uri>;
  readonly placeholder: string;
}

interface LinePick extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
  readonly line?: number;
}

/** Lets people choose one of many lines, and goes there. Lines of the document itself show up while they are looked at. */
export async function pickLine({ document, groups, files, placeholder }: PickLine): Promise<void> {
  const picks = groups.flatMap(({ headingLine, lines }): LinePick[] => [
    ...(headingLine === undefined
      ? []
      : [{ label: lineText(document, headingLine), kind: vscode.QuickPickItemKind.Separator }]),
    ...lines.map(({ label, line, split }) => ({
      label,
      ...(headingLine === undefined ? { description: lineText(document, line) } : {}),
      uri: split === undefined ? document.uri : (files.get(split) ?? document.uri),
      line,
    })),
  ]);
  const picked = await vscode.window.showQuickPick(picks, {
    placeHolder: placeholder,
    matchOnDescription: true,
    onDidSelectItem: (pick: LinePick) => {
      if (pick.line !== undefined && pick.uri === document.uri) reveal(document, pick.line);
    },
  });
  if (picked?.uri === undefined || picked.line === undefined) return;
  const target = await vscode.workspace.openTextDocument(picked.uri);
  const { range } = target.lineAt(lineIn(target, picked.line));
  await vscode.window.showTextDocument(target, { selection: range });
}

function reveal(document: vscode.TextDocument, line: number): void {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  const { range } = document.lineAt(lineIn(document, line));
  editor?.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** From 0, within the document, which may have been edited since. */
const lineIn = (document: vscode.TextDocument, line: number): number =>
  Math.min(line, document.lineCount) - 1;

const longestText = 120;

function lineText(document: vscode.TextDocument, line: number): string {
  const text = document.lineAt(lineIn(document, line)).text.replaceAll('\t', ' → ');
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
