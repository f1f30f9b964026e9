import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { isWrong, type CheckedRow, type CheckedRows } from './checkedRows';
import { rowHover, rowText } from './rowTexts';

/** Rows around the visible ones that are drawn as well, so that scrolling shows no gaps. */
const marginLines = 60;

/** What a model made of each row, behind it. Only what can be seen is drawn. */
export class CheckDecorations implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly right = this.behindRow(new vscode.ThemeColor('descriptionForeground'));
  private readonly wrong = this.behindRow(new vscode.ThemeColor('list.errorForeground'));

  /** @param rowsOf what is known of the rows of a document, if anything */
  constructor(private readonly rowsOf: (document: vscode.TextDocument) => CheckedRows | undefined) {
    const { window } = vscode;
    this.disposables.add(window.onDidChangeVisibleTextEditors(() => this.draw()));
    this.disposables.add(
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.drawEditor(textEditor)),
    );
  }

  draw(): void {
    for (const editor of vscode.window.visibleTextEditors) this.drawEditor(editor);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private drawEditor(editor: vscode.TextEditor): void {
    const rows = this.rowsOf(editor.document);
    const visible = rows === undefined ? [] : visibleRows(editor, rows);
    const draw = (row: CheckedRow): vscode.DecorationOptions => toDecoration(editor.document, row, rows);
    const isDrawnWrong = (row: CheckedRow): boolean => rows?.isFresh(row) === true && isWrong(row.outcome);
    editor.setDecorations(this.wrong, visible.filter(isDrawnWrong).map(draw));
    editor.setDecorations(this.right, visible.filter((row) => !isDrawnWrong(row)).map(draw));
  }

  private behindRow(color: vscode.ThemeColor): vscode.TextEditorDecorationType {
    return this.disposables.add(
      vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        after: { color, margin: '0 0 0 3ch' },
      }),
    );
  }
}

function visibleRows(editor: vscode.TextEditor, rows: CheckedRows): CheckedRow[] {
  const drawn = new Map<number, CheckedRow>();
  for (const { start, end } of editor.visibleRanges)
    for (const row of rows.between(start.line - marginLines, end.line + marginLines))
      drawn.set(row.line, row);
  return [...drawn.values()].filter(({ line }) => line < editor.document.lineCount);
}

function toDecoration(
  document: vscode.TextDocument,
  row: CheckedRow,
  rows: CheckedRows | undefined,
): vscode.DecorationOptions {
  const isFresh = rows?.isFresh(row) === true;
  const contentText = isFresh ? rowText(row.outcome, vscode) : vscode.l10n.t('changed since it was checked');
  return {
    range: document.lineAt(row.line).range,
    renderOptions: { after: { contentText } },
    ...(isFresh ? { hoverMessage: new vscode.MarkdownString(rowHover(row.outcome, vscode)) } : {}),
  };
}
