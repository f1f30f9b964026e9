import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import { dataFileSelector, targetStart } from './dataDocument';
import type { DataChecks } from './dataChecks';
import { outlierCode } from './outlierDiagnostics';

const longestTitle = 60;

/** Ways out of what is said of rows: take the model's output, remove the row, put the missing TAB, or call the row right. */
export class DataQuickFixes implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(private readonly checks: DataChecks) {
    this.disposables.add(
      vscode.languages.registerCodeActionsProvider(dataFileSelector, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter(({ source }) => source === 'Seq2Seq');
    return ours.flatMap((diagnostic) => {
      const { line } = diagnostic.range.start;
      switch (diagnostic.code) {
        case outlierCode:
          return this.outlierFixes(document, diagnostic);
        case 'no-tab':
          return [...putTab(document, diagnostic), removeRow(document, line, diagnostic)];
        case 'blank-line':
        case 'extra-tab':
          return [removeRow(document, line, diagnostic)];
        default:
          return [];
      }
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private outlierFixes(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    const { line } = diagnostic.range.start;
    const [row] = this.checks.rowsOf(document)?.between(line, line) ?? [];
    const { text, range } = document.lineAt(line);
    const ignore = fix(vscode.l10n.t('Ignore: the row is right'), diagnostic);
    ignore.command = {
      command: commands.dataIgnoreRow,
      title: ignore.title,
      arguments: [document.uri, text],
    };
    const others = [removeRow(document, line, diagnostic), ignore];
    const expected = row?.outcome.type === 'scored' ? row.outcome.hypothesis?.text : undefined;
    if (expected === undefined || /[\t\r\n]/.test(expected)) return others;
    const shown = expected.length > longestTitle ? `${expected.slice(0, longestTitle)}…` : expected;
    const replace = fix(vscode.l10n.t('Replace the target by the model’s output “{0}”', shown), diagnostic);
    replace.edit = new vscode.WorkspaceEdit();
    const target = range.with(new vscode.Position(line, targetStart(text)));
    replace.edit.replace(document.uri, target, expected);
    return [replace, ...others];
  }
}

/** For a line in which wide blanks stand where a TAB should. */
function putTab(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const { line } = diagnostic.range.start;
  const match = /(?<=\S)(?: {2,}| ?\|\|\| ?)(?=\S)/.exec(document.lineAt(line).text);
  if (match === null) return [];
  const action = fix(vscode.l10n.t('Put a TAB in the place of the blanks'), diagnostic);
  action.edit = new vscode.WorkspaceEdit();
  const end = match.index + match[0].length;
  action.edit.replace(document.uri, new vscode.Range(line, match.index, line, end), '\t');
  return [action];
}

function removeRow(
  document: vscode.TextDocument,
  line: number,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction {
  const action = fix(vscode.l10n.t('Delete the row'), diagnostic);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.delete(document.uri, document.lineAt(line).rangeIncludingLineBreak);
  return action;
}

function fix(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  return action;
}
