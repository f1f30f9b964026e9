import * as vscode from 'vscode';
import { diagramViewType } from '../../contributions';
import type { ToDiagram } from '../../protocol/diagram';
import { Disposables } from '../disposables';
import { currentConfig } from '../language/configFile';
import type { ModelDescriptions } from '../language/modelDescriptions';
import type { UserMessages } from '../userMessages';
import type { DiagramPanel } from './diagramPanel';

export interface DiagramServices {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly messages: UserMessages;
  readonly descriptions: ModelDescriptions;
}

/** The panel with the model diagram: one a window, which follows the active config. Revives that of the last session. */
export class Diagrams implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly posts = this.disposables.add(new vscode.EventEmitter<ToDiagram>());
  private panel: DiagramPanel | undefined;

  /** What the page is sent. */
  readonly onDidPost = this.posts.event;

  constructor(private readonly services: DiagramServices) {
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(diagramViewType, {
        deserializeWebviewPanel: (panel, state) => this.revive(panel, state),
      }),
    );
    this.disposables.add({ dispose: () => this.panel?.dispose() });
  }

  /** Shows the model of a config, or of the active one, beside its text. */
  async open(uri?: vscode.Uri): Promise<void> {
    const config = uri ?? currentConfig();
    const { DiagramPanel: Panel } = await import('./diagramPanel');
    if (this.panel !== undefined) {
      this.panel.reveal(config);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      diagramViewType,
      vscode.l10n.t('Model Diagram'),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      {},
    );
    this.adopt(new Panel({ ...this.services, panel, config, isPinned: false }), panel);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { DiagramPanel: Panel } = await import('./diagramPanel');
    const { savedDiagramSchema } = await import('../../protocol/diagram');
    // A second one (a duplicated editor, say) would show the same.
    if (this.panel !== undefined) {
      panel.dispose();
      return;
    }
    const { data: saved } = savedDiagramSchema.safeParse(state);
    const config = saved === undefined ? currentConfig() : vscode.Uri.parse(saved.uri);
    const isPinned = saved?.isPinned ?? false;
    this.adopt(new Panel({ ...this.services, panel, config, isPinned }), panel);
  }

  private adopt(diagram: DiagramPanel, panel: vscode.WebviewPanel): void {
    this.panel = diagram;
    const media = vscode.Uri.joinPath(this.services.context.extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'diagram-light.svg'),
      dark: vscode.Uri.joinPath(media, 'diagram-dark.svg'),
    };
    diagram.onDidPost((message) => this.posts.fire(message));
    panel.onDidDispose(() => {
      this.panel = undefined;
      diagram.dispose();
    });
  }
}
