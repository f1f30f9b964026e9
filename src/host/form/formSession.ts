import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import { fromFormSchema } from '../../protocol/form';
import type { Blocked, FormChange, FormPath, FormProblem, FromForm, ToForm } from '../../protocol/form';
import { Disposables } from '../disposables';
import { ConfigChecker } from '../language/checkConfig';
import { diagnosticText } from '../language/diagnosticText';
import { translatedPanelTexts } from '../panels/panelTexts';
import { Throttle } from '../throttle';
import type { UserMessages } from '../userMessages';
import { chooseFile } from './chooseFile';
import { showText } from './showText';

export interface FormSessionOptions {
  readonly document: vscode.TextDocument;
  readonly panel: vscode.WebviewPanel;
  readonly log: vscode.LogOutputChannel;
  readonly messages: UserMessages;
}

/** At most ten messages a second. */
const valueIntervalMs = 100;
/** The text is checked when it rests. */
const restMs = 250;
/** How often an edit is made anew because the text has changed meanwhile. */
const mostTries = 3;

/** One form of a config: a view of the text, which it changes and never holds. */
export class FormSession implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly values = this.disposables.add(
    new Throttle(valueIntervalMs, () => void this.report(() => this.sendValue())),
  );
  private readonly checker: ConfigChecker;
  private checkTimer: NodeJS.Timeout | undefined;
  /** The page is there and has the model. */
  private isReady = false;
  private answered = 0;
  private checked: number | undefined;
  private wanted: FormPath | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly posts = this.disposables.add(new vscode.EventEmitter<ToForm>());

  /** What the page is sent. */
  readonly onDidPost = this.posts.event;

  constructor(private readonly options: FormSessionOptions) {
    const { panel, document } = options;
    this.checker = new ConfigChecker(document.uri);
    this.disposables.add(panel.webview.onDidReceiveMessage((message) => this.receive(message)));
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
        if (changed === document && contentChanges.length > 0) this.textChanged();
      }),
    );
    this.disposables.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.pause();
      }),
    );
    this.disposables.add({ dispose: () => clearTimeout(this.checkTimer) });
    // Made while the page loads; the page is what asks for it, and is told what went wrong.
    void import('./formModel').then(({ formModel }) => formModel()).catch(() => undefined);
  }

  /** Brings the field of a key into view, as soon as there is one. */
  show(path: FormPath): void {
    this.wanted = path;
    if (this.isReady) this.showWanted();
  }

  /** Takes a message of the page. */
  receive(value: unknown): void {
    const parsed = fromFormSchema.safeParse(value);
    if (!parsed.success) {
      this.options.log.warn(`Form: unknown message (${parsed.error.message})`);
      return;
    }
    void this.report(() => this.answer(parsed.data));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async answer(message: FromForm): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.begin();
      case 'edit':
        return this.inTurn(() => this.edit(message.id, message.change));
      case 'browse': {
        const { document } = this.options;
        const file = await chooseFile(document.uri, message.path);
        if (file !== undefined)
          await this.inTurn(() => this.apply({ kind: 'set', path: [...message.path], value: file }));
        return;
      }
      case 'open-text':
        return showText(this.options.document, message);
      case 'failed':
        this.options.log.error(`Form: ${message.message}`);
    }
  }

  private async begin(): Promise<void> {
    const { formModel } = await import('./formModel');
    const fileName = basename(this.options.document.uri.path);
    // A page that begins has asked for nothing yet.
    this.answered = 0;
    this.post({ type: 'form-model', fileName, sections: formModel(), strings: translatedPanelTexts() });
    this.isReady = true;
    // With the value, so that the page moves nothing to make room for them; those of data files take longer.
    const { parseConfig } = await import('../../core/config/parseConfig');
    const { diagnostics } = parseConfig(this.options.document.getText());
    this.post({ type: 'form-problems', problems: toProblems(diagnostics), idle: undefined });
    await this.sendValue();
    this.showWanted();
    this.checked = undefined;
    this.scheduleCheck(0);
  }

  private pause(): void {
    this.isReady = false;
    this.values.cancel();
    clearTimeout(this.checkTimer);
  }

  private textChanged(): void {
    if (!this.isReady) return;
    this.values.request();
    this.scheduleCheck(restMs);
  }

  private async edit(id: number, change: FormChange): Promise<void> {
    try {
      await this.apply(change);
    } finally {
      // The page shows what the text has, whether or not it took the change.
      this.answered = Math.max(this.answered, id);
      this.values.request();
    }
  }

  private async apply(change: FormChange): Promise<void> {
    const { document } = this.options;
    const { changeText } = await import('./changeText');
    const { textDifference } = await import('../../core/config/edits/textDifference');
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = document.getText();
      const after = changeText(before, change);
      if (after === undefined) {
        this.options.log.warn(`Form: no place for ${JSON.stringify(change)}`);
        return;
      }
      if (after === before) return;
      const { offset, length, content } = textDifference(before, after);
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, range, content);
      if (await vscode.workspace.applyEdit(edit)) return;
    }
    const name = basename(document.uri.path);
    this.options.messages.error(
      vscode.l10n.t('{0} could not be changed: VS Code refused the edit. Is the file read-only?', name),
    );
  }

  private async sendValue(): Promise<void> {
    const { parseConfig } = await import('../../core/config/parseConfig');
    const { answered } = this;
    const text = this.options.document.getText();
    const { document, diagnostics } = parseConfig(text);
    const isBlank = text.trim() === '';
    const syntax = diagnostics.find(({ source, severity }) => source === 'syntax' && severity === 'error');
    let blocked: Blocked | undefined;
    if (syntax !== undefined && !isBlank)
      blocked = { reason: 'syntax', message: diagnosticText(syntax), line: syntax.line };
    else if (await this.isReadOnly()) blocked = { reason: 'read-only' };
    const value = blocked?.reason === 'syntax' ? undefined : (document.value() ?? {});
    if (this.isReady) this.post({ type: 'form-value', value, answered, blocked });
  }

  private async isReadOnly(): Promise<boolean> {
    const { uri } = this.options.document;
    if (uri.scheme === 'untitled') return false;
    if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
    try {
      const { permissions } = await vscode.workspace.fs.stat(uri);
      return permissions === vscode.FilePermission.Readonly;
    } catch {
      // A file that is gone can be saved again.
      return false;
    }
  }

  private scheduleCheck(delayMs: number): void {
    clearTimeout(this.checkTimer);
    this.checkTimer = setTimeout(() => void this.report(() => this.check()), delayMs);
  }

  private async check(): Promise<void> {
    const { document } = this.options;
    const { version } = document;
    const isCurrent = (): boolean => this.isReady && document.version === version;
    if (!isCurrent() || this.checked === version) return;
    this.checked = version;
    const { ConfigDocument } = await import('../../core/config/configDocument');
    const { idleKeys } = await import('./idleKeys');
    const text = document.getText();
    const { diagnostics } = await this.checker.check(text);
    if (!isCurrent()) return;
    const problems = toProblems(diagnostics);
    this.post({ type: 'form-problems', problems, idle: undefined });
    const idle = await idleKeys(new ConfigDocument(text).value(), isCurrent);
    if (idle !== undefined && isCurrent()) this.post({ type: 'form-problems', problems, idle });
  }

  private showWanted(): void {
    if (this.wanted === undefined) return;
    this.post({ type: 'form-show', path: this.wanted });
    this.wanted = undefined;
  }

  /** One edit after the other: each one builds on the text that the last one made. */
  private inTurn(action: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(() => this.report(action));
    return this.turn;
  }

  private async report(action: () => Promise<void>): Promise<void> {
    await this.options.messages.attempt(action);
  }

  private post(message: ToForm): void {
    if (this.disposables.isDisposed) return;
    this.posts.fire(message);
    void this.options.panel.webview.postMessage(message);
  }
}

function toProblems(diagnostics: readonly Diagnostic[]): FormProblem[] {
  return diagnostics.map((diagnostic) => {
    const { severity, path, line } = diagnostic;
    return { severity, message: diagnosticText(diagnostic), path, line };
  });
}
