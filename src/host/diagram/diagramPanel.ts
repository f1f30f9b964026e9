import path from 'node:path';
import * as vscode from 'vscode';
import { fromDiagramSchema } from '../../protocol/diagram';
import type { DiagramState, ToDiagram } from '../../protocol/diagram';
import { Disposables } from '../disposables';
import { isConfig, isEditedConfig, openDocument } from '../language/configFile';
import type { KnownModel } from '../language/modelDescriptions';
import { translatedPanelTexts } from '../panels/panelTexts';
import { loadPage } from '../panels/webviewPage';
import { Throttle } from '../throttle';
import type { DiagramServices } from './diagrams';
import { keyOfLayer } from './keyOfLayer';
import { layersAt, pathAt } from './layersAtCursor';
import { saveSvg } from './saveSvg';

export interface DiagramPanelOptions extends DiagramServices {
  readonly panel: vscode.WebviewPanel;
  /** What to show first. */
  readonly config: vscode.Uri | undefined;
  readonly isPinned: boolean;
}

/** At most ten messages a second. */
const messageIntervalMs = 100;
/** A model that takes longer than this is waited for in words. */
const patienceMs = 400;

/**
 * The model of a config as a drawing beside its text. It follows the active config, as that is typed, and shows which layers
 * the key at the cursor concerns; hidden it is sent nothing, and asks again when it is shown.
 */
export class DiagramPanel implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly updates = this.disposables.add(
    new Throttle(messageIntervalMs, () => void this.update().catch((error: unknown) => this.fail(error))),
  );
  private readonly posts = this.disposables.add(new vscode.EventEmitter<ToDiagram>());
  private document: vscode.TextDocument | undefined;
  private known: KnownModel | undefined;
  private isPinned: boolean;
  private isUpdating = false;
  private wantsUpdate = false;
  /** Of what the page shows; undefined while it shows nothing of ours. */
  private shown: { readonly state: string; readonly cursor: string } | undefined;
  private isReady = false;
  private isReading = false;

  readonly onDidPost = this.posts.event;

  constructor(private readonly options: DiagramPanelOptions) {
    const { panel, context, descriptions } = options;
    const { window, workspace } = vscode;
    this.isPinned = options.isPinned;
    this.disposables.add(panel.webview.onDidReceiveMessage((message) => this.receive(message)));
    this.disposables.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.pause();
      }),
    );
    this.disposables.add(window.onDidChangeActiveTextEditor((editor) => this.follow(editor)));
    this.disposables.add(
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.changed(textEditor.document)),
    );
    this.disposables.add(workspace.onDidChangeTextDocument(({ document }) => this.changed(document)));
    this.disposables.add(descriptions.onDidChange(() => this.updates.request()));
    loadPage(panel.webview, { extensionUri: context.extensionUri, page: 'diagram', title: panel.title });
    void this.show(options.config);
  }

  reveal(config: vscode.Uri | undefined): void {
    this.options.panel.reveal(undefined, true);
    if (config !== undefined) void this.show(config);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async show(config: vscode.Uri | undefined): Promise<void> {
    if (config === undefined || !isConfig(config)) return;
    try {
      this.document = openDocument(config) ?? (await vscode.workspace.openTextDocument(config));
      this.known = undefined;
    } catch (error) {
      this.options.log.warn(error instanceof Error ? error.message : String(error));
    }
    this.updates.request();
  }

  private follow(editor: vscode.TextEditor | undefined): void {
    if (this.isPinned || editor === undefined || !isEditedConfig(editor.document)) return;
    if (editor.document !== this.document) this.known = undefined;
    this.document = editor.document;
    this.updates.request();
  }

  private changed(document: vscode.TextDocument): void {
    if (document === this.document) this.updates.request();
  }

  private receive(value: unknown): void {
    const parsed = fromDiagramSchema.safeParse(value);
    if (!parsed.success) {
      this.options.log.warn(`Model diagram: unknown message (${parsed.error.message})`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.shown = undefined;
        this.updates.request();
        return;
      case 'reveal':
        void this.options.messages.attempt(() => this.revealKey(message.id));
        return;
      case 'pin':
        this.isPinned = message.isPinned;
        this.follow(vscode.window.activeTextEditor);
        this.updates.request();
        return;
      case 'show-problems':
        void vscode.commands.executeCommand('workbench.actions.view.problems');
        return;
      case 'save-svg':
        void this.options.messages.attempt(() =>
          saveSvg(this.options.messages, message.svg, this.document?.uri),
        );
        return;
      case 'copy-svg':
        void vscode.env.clipboard.writeText(message.svg);
        return;
      case 'failed':
        this.fail(message.message);
    }
  }

  private pause(): void {
    this.isReady = false;
    this.shown = undefined;
    this.updates.cancel();
  }

  /** One at a time: what changes meanwhile is in the next. */
  private async update(): Promise<void> {
    this.wantsUpdate = true;
    if (this.isUpdating) return;
    this.isUpdating = true;
    try {
      while (this.wantsUpdate && this.isReady && !this.disposables.isDisposed) {
        this.wantsUpdate = false;
        await this.learn();
        this.send();
      }
    } finally {
      this.isUpdating = false;
    }
  }

  private async learn(): Promise<void> {
    const { document } = this;
    if (document === undefined) return;
    const waiting = setTimeout(() => {
      this.isReading = true;
      this.send();
    }, patienceMs);
    try {
      // A document that nobody has open any more keeps its last model.
      const known = await this.options.descriptions.latest(document, () => document !== this.document);
      if (document === this.document) this.known = known ?? this.known;
    } finally {
      clearTimeout(waiting);
      this.isReading = false;
    }
  }

  /** What has changed since the last message. */
  private send(): void {
    if (!this.isReady) return;
    const state = this.state();
    const { atCursor, ...rest } = state;
    const next = { state: JSON.stringify(rest), cursor: JSON.stringify(atCursor) };
    const { shown } = this;
    this.shown = next;
    if (shown?.state !== next.state) this.post({ type: 'state', state, strings: translatedPanelTexts() });
    else if (shown.cursor !== next.cursor) this.post({ type: 'cursor', atCursor });
  }

  private state(): DiagramState {
    const { document, known } = this;
    const uri = document?.uri;
    return {
      config: uri === undefined ? undefined : { name: path.posix.basename(uri.path), uri: uri.toString() },
      model: known?.description,
      problem: known?.problem,
      isReading: this.isReading,
      atCursor: this.layersAtCursor(),
      isPinned: this.isPinned,
    };
  }

  private layersAtCursor(): string[] {
    const editor = this.editor();
    const nodes = this.known?.description?.nodes;
    if (editor === undefined || nodes === undefined) return [];
    const { document, selection } = editor;
    return layersAt(pathAt(document.getText(), document.offsetAt(selection.active)), nodes);
  }

  private editor(): vscode.TextEditor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const editors =
      activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor, ...visibleTextEditors];
    return editors.find(({ document }) => document === this.document);
  }

  private async revealKey(id: string): Promise<void> {
    const { document } = this;
    const node = this.known?.description?.nodes.find((other) => other.id === id);
    if (document === undefined || node === undefined) return;
    const { offset, length } = keyOfLayer(document.getText(), node);
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    const viewColumn = this.editor()?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(document.uri, { viewColumn, selection: range });
  }

  private post(message: ToDiagram): void {
    if (this.disposables.isDisposed) return;
    this.posts.fire(message);
    void this.options.panel.webview.postMessage(message);
  }

  private fail(error: unknown): void {
    this.options.log.error(`Model diagram: ${error instanceof Error ? error.message : String(error)}`);
  }
}
