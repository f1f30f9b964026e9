import * as vscode from 'vscode';
import type { DataFileReport, LineFinding } from '../../core/config/reportDataFile';
import { Disposables } from '../disposables';
import { isDataFile } from './dataDocument';
import { DataReports, type DataFileState } from './dataReports';
import type { DataUses } from './dataUses';
import { encodingProblem } from './encodingProblem';

const restMs = 400;
/** Of one file in the Problems view. */
const mostFindings = 200;

interface OpenFile {
  state: DataFileState;
  /** Counts up with every report that was begun: a newer one calls off an older one. */
  turn: number;
  timer: NodeJS.Timeout | undefined;
}

const unknown: DataFileState = { type: 'unused' };

/** The data files that are open, what is known of them, and their malformed lines in the Problems view. */
export class OpenDataFiles implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly files = new Map<vscode.TextDocument, OpenFile>();
  private readonly reports: DataReports;
  private readonly collection = this.disposables.add(vscode.languages.createDiagnosticCollection('s2s-data'));

  constructor(
    uses: DataUses,
    private readonly log: vscode.LogOutputChannel,
    private readonly changed: () => void,
  ) {
    this.reports = new DataReports(uses);
    const { workspace } = vscode;
    this.disposables.add(uses.onDidChange(() => this.scheduleAll()));
    this.disposables.add(workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)));
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.changedText(document);
      }),
    );
    this.disposables.add(workspace.onDidCloseTextDocument((document) => this.forget(document)));
    const watcher = this.disposables.add(workspace.createFileSystemWatcher('**/*.tsv'));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.disposables.add(event(() => this.scheduleAll()));
    this.disposables.add({ dispose: () => this.files.forEach(({ timer }) => clearTimeout(timer)) });
    for (const document of workspace.textDocuments) this.schedule(document, 0);
  }

  /** What is known of a document now. */
  state(document: vscode.TextDocument): DataFileState {
    return this.files.get(document)?.state ?? unknown;
  }

  /** Goes through a large file after all. */
  async countLarge(uri: unknown): Promise<void> {
    if (!(uri instanceof vscode.Uri)) return;
    const document = [...this.files.keys()].find((each) => each.uri.toString() === uri.toString());
    if (document !== undefined) await this.report(document, true);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private scheduleAll(): void {
    for (const document of this.files.keys()) this.schedule(document, restMs);
  }

  private changedText(document: vscode.TextDocument): void {
    if (!isDataFile(document)) return;
    this.schedule(document, restMs);
    // It is a split that others must not share sources with.
    this.scheduleAll();
  }

  private schedule(document: vscode.TextDocument, delayMs: number): void {
    if (!isDataFile(document)) return;
    const file = this.files.get(document) ?? { state: unknown, turn: 0, timer: undefined };
    this.files.set(document, file);
    clearTimeout(file.timer);
    file.timer = setTimeout(() => void this.report(document, false), delayMs);
  }

  private forget(document: vscode.TextDocument): void {
    const file = this.files.get(document);
    if (file === undefined) return;
    clearTimeout(file.timer);
    file.turn++;
    this.files.delete(document);
    this.collection.delete(document.uri);
  }

  private async report(document: vscode.TextDocument, evenIfLarge: boolean): Promise<void> {
    const file = this.files.get(document);
    if (file === undefined) return;
    const turn = ++file.turn;
    const isOutdated = (): boolean => file.turn !== turn;
    if (evenIfLarge && file.state.type === 'large') {
      file.state = { type: 'counting', uses: file.state.uses };
      this.changed();
    }
    try {
      const state = await this.reports.report(document, evenIfLarge, isOutdated);
      if (state === undefined || isOutdated()) return;
      file.state = state;
      const problem = state.type === 'unused' ? undefined : await encodingProblem(document);
      if (isOutdated()) return;
      this.collection.set(document.uri, [
        ...(problem === undefined ? [] : [problem]),
        ...(state.type === 'reported' ? toDiagnostics(document, state.report) : []),
      ]);
      this.changed();
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
    }
  }
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

function toDiagnostics(document: vscode.TextDocument, { findings }: DataFileReport): vscode.Diagnostic[] {
  const order = ['error', 'warning', 'information'];
  const worstFirst = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const shown = worstFirst.slice(0, mostFindings);
  const [next] = worstFirst.slice(mostFindings);
  const diagnostics = shown.map((finding) => toDiagnostic(document, finding, finding.message));
  if (next !== undefined) {
    const more = vscode.l10n.t(
      '{0} more lines of this file have problems, this one the first of them.',
      worstFirst.length - mostFindings,
    );
    diagnostics.push(toDiagnostic(document, next, more));
  }
  return diagnostics;
}

function toDiagnostic(
  document: vscode.TextDocument,
  { line, severity, code }: LineFinding,
  message: string,
): vscode.Diagnostic {
  const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
  const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
  diagnostic.source = 'Seq2Seq';
  diagnostic.code = code;
  return diagnostic;
}
