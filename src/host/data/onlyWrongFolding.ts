import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { CheckedRows } from './checkedRows';
import { dataFileSelector } from './dataDocument';

/** Folds away what is not wrong: each wrong row with the rows behind it is a region of which the first line stays. */
export class OnlyWrongFolding implements vscode.FoldingRangeProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChangeFoldingRanges = this.changes.event;

  /** @param foldedRows of a document of which only the wrong rows are to be seen */
  constructor(private readonly foldedRows: (document: vscode.TextDocument) => CheckedRows | undefined) {
    this.disposables.add(vscode.languages.registerFoldingRangeProvider(dataFileSelector, this));
  }

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const rows = this.foldedRows(document);
    return rows === undefined
      ? []
      : foldedRanges(
          rows.wrong.map(({ line }) => line),
          document.lineCount,
        );
  }

  /** Folds or unfolds the active editor. */
  async apply(document: vscode.TextDocument): Promise<void> {
    this.changes.fire();
    const rows = this.foldedRows(document);
    if (rows === undefined) {
      await vscode.commands.executeCommand('editor.unfoldAll');
      return;
    }
    const ranges = this.provideFoldingRanges(document);
    const selectionLines = ranges.map(({ start }) => start);
    await vscode.commands.executeCommand('editor.fold', { selectionLines });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** Regions from each wrong line to the next, and one before the first. */
function foldedRanges(wrong: readonly number[], lineCount: number): vscode.FoldingRange[] {
  const starts = wrong[0] === 0 ? wrong : [0, ...wrong];
  return starts.flatMap((start, index) => {
    const end = (starts[index + 1] ?? lineCount) - 1;
    return end > start ? [new vscode.FoldingRange(start, end)] : [];
  });
}
