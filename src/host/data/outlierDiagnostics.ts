import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { CheckedRows } from './checkedRows';
import { targetStart } from './dataDocument';
import { findOutliers, type Outlier } from './findOutliers';
import { outlierText } from './rowTexts';

/** What diagnostics of rows that may be mislabelled are recognised by. */
export const outlierCode = 'worst-loss';
const memoryKey = 's2s.ignoredRows';

/** The rows of a check that may be mislabelled, in the Problems view. Those that people call right are not told again. */
export class OutlierDiagnostics implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly collection = this.disposables.add(
    vscode.languages.createDiagnosticCollection('s2s-outliers'),
  );

  constructor(private readonly memory: vscode.Memento) {}

  show(document: vscode.TextDocument, rows: CheckedRows): void {
    const { fresh } = rows;
    const { rows: outliers, medianLoss } = findOutliers(fresh);
    const ignored = new Set(this.ignored()[document.uri.toString()]);
    const shown = outliers.filter(({ line }) => !ignored.has(document.lineAt(line).text));
    this.collection.set(
      document.uri,
      shown.map((outlier) => toDiagnostic(document, outlier, medianLoss)),
    );
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
  }

  /** Remembers, in this workspace, that a row is right as it is. */
  async ignore(uri: vscode.Uri, text: string): Promise<void> {
    const ignored = this.ignored();
    const texts = ignored[uri.toString()] ?? [];
    await this.memory.update(memoryKey, { ...ignored, [uri.toString()]: [...new Set([...texts, text])] });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private ignored(): Readonly<Record<string, readonly string[]>> {
    return this.memory.get(memoryKey, {});
  }
}

/** At the target. A model that is sure of something else makes it a warning. */
function toDiagnostic(
  document: vscode.TextDocument,
  outlier: Outlier,
  medianLoss: number,
): vscode.Diagnostic {
  const { text, range } = document.lineAt(outlier.line);
  const diagnostic = new vscode.Diagnostic(
    range.with(new vscode.Position(outlier.line, targetStart(text))),
    outlierText(outlier, medianLoss, vscode),
    outlier.isSure ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = 'Seq2Seq';
  diagnostic.code = outlierCode;
  return diagnostic;
}
