import * as vscode from 'vscode';
import { commands, compareViewType } from '../../contributions';
import type { ToCompare, WaitingVariant } from '../../protocol/compare';
import { Disposables } from '../disposables';
import type { NotedRuns } from '../runs/notedRuns';
import type { RunStore } from '../runs/runStore';
import type { UserMessages } from '../userMessages';
import type { ComparePanel } from './comparePanel';

export interface ComparisonOptions {
  readonly context: vscode.ExtensionContext;
  readonly store: RunStore;
  readonly notes: NotedRuns;
  readonly log: vscode.LogOutputChannel;
  readonly messages: UserMessages;
  /** Variants whose trainings wait. */
  readonly waiting: () => readonly WaitingVariant[];
  readonly onDidChangeWaiting: vscode.Event<void>;
}

/** The one panel that compares runs. Revives that of the last session. */
export class Comparison implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly posts = this.disposables.add(new vscode.EventEmitter<ToCompare>());
  private panel: ComparePanel | undefined;

  /** What the page is sent. */
  readonly onDidPost = this.posts.event;

  constructor(private readonly options: ComparisonOptions) {
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(compareViewType, {
        deserializeWebviewPanel: async (panel) => {
          // A duplicated editor, say: one is enough, since both would show the same.
          if (this.panel !== undefined) panel.dispose();
          else await this.adopt(panel);
        },
      }),
    );
    this.disposables.add({ dispose: () => this.panel?.dispose() });
  }

  /** Shows runs by their folders, beside those that are shown or instead of them; none: what is shown stays. */
  async open(folders: readonly string[], how: 'beside' | 'instead'): Promise<void> {
    const panel = this.panel ?? (await this.create());
    panel.reveal();
    if (folders.length > 0) panel.show(folders, how === 'instead');
  }

  /** Shows a sweep or ladder instead of what is shown: its runs, and those to come. */
  async openGroup(group: string): Promise<void> {
    const panel = this.panel ?? (await this.create());
    panel.reveal();
    panel.showGroup(group);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async create(): Promise<ComparePanel> {
    const panel = vscode.window.createWebviewPanel(
      compareViewType,
      vscode.l10n.t('Compare Runs'),
      vscode.ViewColumn.Active,
      { enableFindWidget: true },
    );
    return this.adopt(panel);
  }

  private async adopt(panel: vscode.WebviewPanel): Promise<ComparePanel> {
    const { ComparePanel: Panel } = await import('./comparePanel');
    const { context, store, notes, log, messages, waiting, onDidChangeWaiting } = this.options;
    const opened = new Panel({
      panel,
      extensionUri: context.extensionUri,
      store,
      notes,
      log,
      messages,
      waiting,
      onDidChangeWaiting,
      onRequest: (request, about) => {
        const command = {
          'open-dashboard': commands.openDashboard,
          'open-config': commands.openRunConfig,
          'new-experiment': commands.newExperiment,
          'stop-group': commands.stopGroup,
        }[request];
        void vscode.commands.executeCommand(command, ...(about === undefined ? [] : [about]));
      },
      onPost: (message) => this.posts.fire(message),
    });
    this.panel = opened;
    const media = vscode.Uri.joinPath(context.extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'dashboard-light.svg'),
      dark: vscode.Uri.joinPath(media, 'dashboard-dark.svg'),
    };
    panel.onDidDispose(() => {
      opened.dispose();
      if (this.panel === opened) this.panel = undefined;
    });
    return opened;
  }
}
