import * as vscode from 'vscode';
import { dashboardViewType } from '../../contributions';
import type { ToPanel } from '../../protocol/panel';
import { Disposables } from '../disposables';
import type { Run } from '../runs/run';
import type { RunStore } from '../runs/runStore';
import type { DashboardPanel, PanelPart, PanelRequest } from './dashboardPanel';

export interface DashboardsOptions {
  readonly context: vscode.ExtensionContext;
  readonly store: RunStore;
  readonly log: vscode.LogOutputChannel;
  readonly onRequest: (folder: string, request: PanelRequest) => void;
}

export interface OpenDashboard {
  readonly folder: string;
  /** Name of the run. */
  readonly name: string;
  readonly part?: PanelPart;
  /** Beside the editor. */
  readonly beside?: boolean;
  /** The keyboard stays where it is. */
  readonly preserveFocus: boolean;
}

/** A page has painted the first point of its run. */
export interface FirstPoint {
  readonly folder: string;
  /** Since the page began to load. */
  readonly sinceLoadMs: number;
}

export interface PanelPost {
  readonly folder: string;
  readonly message: ToPanel;
}

/** The dashboards that are open: one a run. Revives those of the last session. */
export class Dashboards implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly panels = new Map<string, DashboardPanel>();
  private readonly posts = this.disposables.add(new vscode.EventEmitter<PanelPost>());
  private readonly firstPoints = this.disposables.add(new vscode.EventEmitter<FirstPoint>());

  /** What the pages are sent. */
  readonly onDidPost = this.posts.event;
  /** A page has painted the first training point of the run in this folder. */
  readonly onDidPaintFirstPoint = this.firstPoints.event;

  constructor(private readonly options: DashboardsOptions) {
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(dashboardViewType, {
        deserializeWebviewPanel: (panel, state) => this.revive(panel, state),
      }),
    );
    this.disposables.add({ dispose: () => this.panels.forEach((panel) => panel.dispose()) });
  }

  /** Run folders whose dashboards are open. */
  openFolders(): string[] {
    return [...this.panels.keys()];
  }

  /** Whether the dashboard of a run is the active editor. */
  isActive(folder: string): boolean {
    return this.panels.get(folder)?.isActive === true;
  }

  async open({ folder, name, part, beside = false, preserveFocus }: OpenDashboard): Promise<void> {
    const { DashboardPanel: Panel } = await import('./dashboardPanel');
    const open = this.panels.get(folder);
    if (open !== undefined) {
      open.reveal(part, preserveFocus);
      return;
    }
    const viewColumn = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(
      dashboardViewType,
      panelTitle(name),
      { viewColumn, preserveFocus },
      { enableFindWidget: true },
    );
    const dashboard = this.adopt(new Panel({ ...this.panelOptions(folder), panel, folder }), panel);
    if (part !== undefined) dashboard.reveal(part, preserveFocus);
  }

  close(folder: string): void {
    this.panels.get(folder)?.close();
  }

  /** Tells the page of a run, if it is open, why there is nothing to show. */
  showGone(folder: string, message: string): void {
    this.panels.get(folder)?.showGone(message);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { DashboardPanel: Panel } = await import('./dashboardPanel');
    const { savedPanelSchema } = await import('../../protocol/panel');
    await this.options.store.firstScan;
    const runId = savedPanelSchema.safeParse(state).data?.runId;
    const run = this.options.store.all().find(({ id }) => id === runId);
    // Two panels of one run can't be: the second one (a duplicated editor, say) goes.
    if (run !== undefined && this.panels.has(run.folder)) {
      panel.dispose();
      return;
    }
    const folder = run?.folder ?? '';
    const dashboard = new Panel({ ...this.panelOptions(folder), panel, folder });
    if (run !== undefined) this.adopt(dashboard, panel);
    else {
      panel.onDidDispose(() => dashboard.dispose());
      const name = runId ?? vscode.l10n.t('unknown');
      dashboard.showGone(vscode.l10n.t('The run {0} is no longer in this workspace.', name));
    }
  }

  private adopt(dashboard: DashboardPanel, panel: vscode.WebviewPanel): DashboardPanel {
    const { folder } = dashboard;
    this.panels.set(folder, dashboard);
    dashboard.onDidPost((message) => this.posts.fire({ folder, message }));
    panel.iconPath = this.icon();
    panel.onDidDispose(() => {
      this.panels.delete(folder);
      dashboard.dispose();
    });
    return dashboard;
  }

  private icon(): { light: vscode.Uri; dark: vscode.Uri } {
    const media = vscode.Uri.joinPath(this.options.context.extensionUri, 'media');
    return {
      light: vscode.Uri.joinPath(media, 'dashboard-light.svg'),
      dark: vscode.Uri.joinPath(media, 'dashboard-dark.svg'),
    };
  }

  private panelOptions(folder: string) {
    const { context, store, log, onRequest } = this.options;
    return {
      extensionUri: context.extensionUri,
      store,
      log,
      onRequest: (request: PanelRequest) => onRequest(folder, request),
      onFirstPoint: (sinceLoadMs: number) => this.firstPoints.fire({ folder, sinceLoadMs }),
    };
  }
}

/** Title of a run's panel. */
const panelTitle = (name: Run['manifest']['name']): string => vscode.l10n.t('{0} · Training', name);
