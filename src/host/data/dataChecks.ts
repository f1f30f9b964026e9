import * as vscode from 'vscode';
import { contextKeys } from '../../contributions';
import { pickRun } from '../commands/chooseRun';
import type { ModelChoice } from '../decode/modelChoice';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import type { Run } from '../runs/run';
import { CheckDecorations } from './checkDecorations';
import { CheckedRows, type CheckSummary } from './checkedRows';
import { chooseRows } from './chooseRows';
import { isDataFile, targetStart } from './dataDocument';
import type { DataUses } from './dataUses';
import { resultText } from './dataLenses';
import type { LineEdit } from './lineEdits';
import { OnlyWrongFolding } from './onlyWrongFolding';
import { OutlierDiagnostics } from './outlierDiagnostics';
import { scoreRows } from './scoreRows';

interface DataCheck {
  readonly run: Run;
  readonly rows: CheckedRows;
  onlyWrong: boolean;
}

/** What lenses show of a check. */
export interface ShownCheck {
  readonly model: string;
  readonly summary: CheckSummary;
  readonly onlyWrong: boolean;
}

const statusMs = 4000;

/** Tries models on data files: right and wrong behind each row, the ones that may be mislabelled in the Problems view. */
export class DataChecks implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly checks = new Map<vscode.TextDocument, DataCheck>();
  private readonly models: ModelChoice;
  private readonly decorations = this.disposables.add(
    new CheckDecorations((document) => this.checks.get(document)?.rows),
  );
  private readonly folding = this.disposables.add(
    new OnlyWrongFolding((document) => {
      const check = this.checks.get(document);
      return check?.onlyWrong === true ? check.rows : undefined;
    }),
  );
  readonly outliers: OutlierDiagnostics;

  constructor(
    private readonly services: HostServices,
    private readonly uses: DataUses,
    private readonly changed: () => void,
  ) {
    this.models = services.models;
    this.outliers = this.disposables.add(new OutlierDiagnostics(services.context.workspaceState));
    const { window, workspace } = vscode;
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const check = this.checks.get(document);
        if (check === undefined || contentChanges.length === 0) return;
        check.rows.follow(contentChanges.map(toLineEdit));
        this.show(document);
      }),
    );
    this.disposables.add(workspace.onDidCloseTextDocument((document) => this.forget(document)));
    this.disposables.add(window.onDidChangeActiveTextEditor(() => this.updateContext()));
  }

  shown(document: vscode.TextDocument): ShownCheck | undefined {
    const check = this.checks.get(document);
    if (check === undefined) return undefined;
    return { model: check.run.manifest.name, summary: check.rows.summary, onlyWrong: check.onlyWrong };
  }

  /** Rows of a document as they were checked. */
  rowsOf(document: vscode.TextDocument): CheckedRows | undefined {
    return this.checks.get(document)?.rows;
  }

  /** Tries a model on a data file. `runFolder` and `limit` in the options choose the model, and how many rows without asking. */
  async check(uri: unknown, options: unknown): Promise<CheckSummary | undefined> {
    const { messages, processes } = this.services;
    if (!requireTrust(messages)) return undefined;
    const editor = await this.editorOf(uri);
    if (editor === undefined) {
      messages.info(vscode.l10n.t('Open a .tsv file first: source TAB target, one pair a line.'));
      return undefined;
    }
    const { document } = editor;
    const run = this.runOf(options) ?? (await this.chooseRun(document));
    if (run === undefined) return undefined;
    const lines = await chooseRows(editor);
    if (lines === undefined) return undefined;
    if (lines.length === 0) {
      messages.info(vscode.l10n.t('There is no pair in this file: a pair is source TAB target, one a line.'));
      return undefined;
    }
    const checked = await scoreRows(await processes.inference(), run, document, lines);
    if (document.isClosed || checked.length === 0) return undefined;
    await this.models.remember(document.languageId, run);
    const rows = new CheckedRows(checked, (line) => lineText(document, line));
    this.checks.set(document, { run, rows, onlyWrong: false });
    this.show(document);
    const { summary } = rows;
    vscode.window.setStatusBarMessage(resultText(run.manifest.name, summary, vscode), statusMs);
    return summary;
  }

  /** Tries the same model again on the rows that have changed. */
  async checkChanged(uri: unknown): Promise<void> {
    const { messages, processes } = this.services;
    if (!requireTrust(messages)) return;
    const editor = await this.editorOf(uri);
    const check = editor === undefined ? undefined : this.checks.get(editor.document);
    if (editor === undefined || check === undefined) return;
    const { document } = editor;
    const lines = check.rows.stale.map(({ line }) => line);
    check.rows.put(await scoreRows(await processes.inference(), check.run, document, lines));
    this.show(document);
  }

  async toggleOnlyWrong(uri: unknown): Promise<void> {
    const editor = await this.editorOf(uri);
    const check = editor === undefined ? undefined : this.checks.get(editor.document);
    if (editor === undefined || check === undefined) return;
    check.onlyWrong = !check.onlyWrong;
    await this.folding.apply(editor.document);
    this.changed();
  }

  /** Puts the cursor on the next row that the model gets wrong. */
  async goToWrong(uri: unknown, direction: 'next' | 'previous'): Promise<void> {
    const editor = await this.editorOf(uri);
    const rows = editor === undefined ? undefined : this.rowsOf(editor.document);
    if (editor === undefined || rows === undefined) return;
    const row = rows.nextWrong(editor.selection.active.line, direction);
    if (row === undefined) {
      this.services.messages.info(vscode.l10n.t('The model gets none of the rows wrong.'));
      return;
    }
    const place = new vscode.Position(row.line, targetStart(row.text));
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    const { wrong } = rows;
    const number = wrong.findIndex(({ line }) => line === row.line) + 1;
    vscode.window.setStatusBarMessage(vscode.l10n.t('Wrong row {0} of {1}', number, wrong.length), statusMs);
  }

  async clear(uri: unknown): Promise<void> {
    const editor = await this.editorOf(uri);
    const check = editor === undefined ? undefined : this.checks.get(editor.document);
    if (editor === undefined || check === undefined) return;
    this.forget(editor.document);
    if (check.onlyWrong) await this.folding.apply(editor.document);
    this.decorations.draw();
    this.changed();
  }

  /** Says no more of a row in the Problems view. */
  async ignore(uri: unknown, text: unknown): Promise<void> {
    const document = (await this.editorOf(uri))?.document;
    if (document === undefined || typeof text !== 'string') return;
    await this.outliers.ignore(document.uri, text);
    this.show(document);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private show(document: vscode.TextDocument): void {
    const rows = this.rowsOf(document);
    if (rows !== undefined) this.outliers.show(document, rows);
    this.decorations.draw();
    this.updateContext();
    this.changed();
  }

  private forget(document: vscode.TextDocument): void {
    if (!this.checks.delete(document)) return;
    this.outliers.clear(document.uri);
    this.updateContext();
  }

  private updateContext(): void {
    const document = vscode.window.activeTextEditor?.document;
    const hasCheck = document !== undefined && this.checks.has(document);
    void vscode.commands.executeCommand('setContext', contextKeys.hasDataCheck, hasCheck);
  }

  /** The editor of a data file: the one given, shown if it is not yet, else the active one. */
  private async editorOf(uri: unknown): Promise<vscode.TextEditor | undefined> {
    const { activeTextEditor } = vscode.window;
    if (!(uri instanceof vscode.Uri))
      return activeTextEditor !== undefined && isDataFile(activeTextEditor.document)
        ? activeTextEditor
        : undefined;
    if (activeTextEditor?.document.uri.toString() === uri.toString()) return activeTextEditor;
    return vscode.window.showTextDocument(uri);
  }

  private runOf(options: unknown): Run | undefined {
    if (typeof options !== 'object' || options === null || !('runFolder' in options)) return undefined;
    return this.services.store.get(String(options.runFolder));
  }

  /** The only model there is, or a pick: those trained on this file first. */
  private async chooseRun(document: vscode.TextDocument): Promise<Run | undefined> {
    const usable = await this.models.usable();
    const [first, ...others] = usable;
    if (first === undefined) {
      this.models.sayTrainFirst();
      return undefined;
    }
    if (others.length === 0) return first;
    const configs = new Set((await this.uses.of(document.uri)).map(({ config }) => config.fsPath));
    const last = this.models.chosen(document);
    const rank = (run: Run): number =>
      (configs.has(run.manifest.configFile) ? 0 : 2) + (run.folder === last?.folder ? 0 : 1);
    const sorted = [...usable].sort((a, b) => rank(a) - rank(b));
    return pickRun(sorted, vscode.l10n.t('Which model should check the file?'));
  }
}

const lineText = (document: vscode.TextDocument, line: number): string | undefined =>
  line < document.lineCount ? document.lineAt(line).text : undefined;

function toLineEdit({ range, text }: vscode.TextDocumentContentChangeEvent): LineEdit {
  return {
    startLine: range.start.line,
    startCharacter: range.start.character,
    endLine: range.end.line,
    addedLineEnds: text.split(/\r\n|\r|\n/).length - 1,
  };
}
