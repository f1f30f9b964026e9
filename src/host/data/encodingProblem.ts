import * as vscode from 'vscode';

/** That a file is not UTF-8, which is all that training reads, though the editor may show it. */
export async function encodingProblem(document: vscode.TextDocument): Promise<vscode.Diagnostic | undefined> {
  if (document.isDirty || document.uri.scheme !== 'file') return undefined;
  const text = document.getText();
  const isSuspect = document.encoding !== 'utf8' || text.includes('\uFFFD');
  if (!isSuspect) return undefined;
  const bytes = await vscode.workspace.fs.readFile(document.uri);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    const place = document.positionAt(Math.max(text.search(/[\u0080-\uFFFF]/), 0));
    const diagnostic = new vscode.Diagnostic(
      document.lineAt(place.line).range,
      vscode.l10n.t(
        'This file is not UTF-8, and training reads nothing else. Use “Save with Encoding” and choose UTF-8.',
      ),
      vscode.DiagnosticSeverity.Error,
    );
    diagnostic.source = 'Seq2Seq';
    diagnostic.code = 'invalid-utf8';
    return diagnostic;
  }
}
