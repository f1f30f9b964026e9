import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import { Disposables } from '../disposables';
import { isEditedConfig } from './configFile';
import { ConfigChecker, type CheckedConfig } from './checkConfig';
import { diagnosticText } from './diagnosticText';

const restMs = 300;

/**
 * Problems of open configs that a JSON schema can't say (a missing data file, keys that contradict each other), at the key
 * they are about. Syntax and schema are reported by VS Code's own JSON support.
 */
export class ConfigDiagnostics implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly collection = this.disposables.add(vscode.languages.createDiagnosticCollection('s2s'));
  private readonly timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly checkers = new Map<vscode.TextDocument, ConfigChecker>();

  constructor(private readonly log: vscode.LogOutputChannel) {
    const { workspace } = vscode;
    this.disposables.add(workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)));
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, restMs)),
    );
    this.disposables.add(workspace.onDidCloseTextDocument((document) => this.forget(document)));
    // A config also becomes right or wrong by its data.
    const data = this.disposables.add(workspace.createFileSystemWatcher('**/*.tsv'));
    for (const event of [data.onDidCreate, data.onDidChange, data.onDidDelete])
      this.disposables.add(event(() => this.scheduleAll()));
    this.disposables.add({ dispose: () => this.timers.forEach((timer) => clearTimeout(timer)) });
    this.scheduleAll();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** All that is wrong with a document as it is now, also what VS Code's own JSON support reports. */
  checked(document: vscode.TextDocument): Promise<CheckedConfig> {
    const checker = this.checkers.get(document) ?? new ConfigChecker(document.uri);
    if (!document.isClosed) this.checkers.set(document, checker);
    return checker.check(document.getText());
  }

  private scheduleAll(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, restMs);
  }

  private schedule(document: vscode.TextDocument, delayMs: number): void {
    if (!isEditedConfig(document)) return;
    clearTimeout(this.timers.get(document));
    this.timers.set(
      document,
      setTimeout(() => {
        this.timers.delete(document);
        void this.check(document);
      }, delayMs),
    );
  }

  private forget(document: vscode.TextDocument): void {
    clearTimeout(this.timers.get(document));
    this.timers.delete(document);
    this.checkers.delete(document);
    this.collection.delete(document.uri);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    try {
      const { diagnostics } = await this.checked(document);
      if (document.isClosed || document.version !== version) return;
      const shown = diagnostics.filter(({ source }) => source === 'semantic');
      this.collection.set(
        document.uri,
        shown.map((diagnostic) => toEditor(document, diagnostic)),
      );
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
    }
  }
}

/** Where a diagnostic stands in a document. */
export function diagnosticRange(
  document: vscode.TextDocument,
  { offset, length }: Pick<Diagnostic, 'offset' | 'length'>,
): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

function toEditor(document: vscode.TextDocument, diagnostic: Diagnostic): vscode.Diagnostic {
  const severity =
    diagnostic.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const shown = new vscode.Diagnostic(
    diagnosticRange(document, diagnostic),
    diagnosticText(diagnostic),
    severity,
  );
  shown.source = 'Seq2Seq';
  shown.code = diagnostic.code;
  return shown;
}
