import { basename } from 'node:path';
import * as vscode from 'vscode';
import { commands, contextKeys, runItemContext, views } from '../../contributions';
import type { RunItemState } from '../../contributions';
import { Disposables } from '../disposables';
import { reproductionOf } from '../runs/reproductionOf';
import type { RunComparison } from '../runs/reproductionOf';
import { isActive, isActiveState, isPaused, itemState, progress } from '../runs/run';
import type { Run, UnreadableRun } from '../runs/run';
import type { RunStore } from '../runs/runStore';
import { placeInQueue, queued } from '../runs/trainingQueue';
import type { PendingTraining, Trainings } from '../runs/trainings';
import { Throttle } from '../throttle';
import { bestText, formatLoss } from './metricText';
import { badgeText } from './reproductionText';
import { stateIcon, stateLook } from './runStateText';
import { runTooltip } from './runTooltip';
import { fixedText, momentText } from '../numberText';

/** A row of the Runs view; commands of its menu get it as their argument. */
export type RunsTreeNode =
  | { readonly type: 'pending'; readonly pending: PendingTraining }
  | { readonly type: 'run'; readonly run: Run }
  | { readonly type: 'unreadable'; readonly unreadable: UnreadableRun };

const refreshIntervalMs = 500;

/** The Runs view: newest first, waiting ones on top. */
export class RunsTree implements vscode.TreeDataProvider<RunsTreeNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly refreshes = this.disposables.add(
    new Throttle(refreshIntervalMs, () => {
      this.changes.fire();
      void this.updateContext();
    }),
  );

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly store: RunStore,
    private readonly trainings: Trainings,
  ) {
    const refresh = (): void => this.refreshes.request();
    this.disposables.add(store.onDidChangeList(refresh));
    this.disposables.add(trainings.onDidChange(refresh));
    this.disposables.add(
      store.onDidChange(({ message }) => {
        if (message !== undefined) refresh();
      }),
    );
    const view = this.disposables.add(
      vscode.window.createTreeView(views.runs, { treeDataProvider: this, canSelectMany: true }),
    );
    this.disposables.add(
      view.onDidChangeVisibility(({ visible }) => {
        if (visible) void store.refresh();
      }),
    );
  }

  async getChildren(node?: RunsTreeNode): Promise<RunsTreeNode[]> {
    if (node !== undefined) return [];
    await this.store.firstScan;
    // One being started shows as soon as it has a folder: as pending until its manifest is there.
    const pending = this.trainings.allPending().filter(({ folder }) => !this.isListed(folder));
    return [
      ...pending.map((training) => ({ type: 'pending' as const, pending: training })),
      ...this.store.all().map((run) => ({ type: 'run' as const, run })),
      ...this.store.allUnreadable().map((unreadable) => ({ type: 'unreadable' as const, unreadable })),
    ];
  }

  getTreeItem(node: RunsTreeNode): vscode.TreeItem {
    switch (node.type) {
      case 'pending':
        return pendingItem(node.pending, this.trainings.allPending());
      case 'run':
        return runItem(
          node.run,
          this.isStarting(node.run) ? 'preparing' : itemState(node.run),
          reproductionOf(node.run, this.store.all()),
        );
      case 'unreadable':
        return unreadableItem(node.unreadable);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** An old run whose trainer is being started again. */
  private isStarting({ folder }: Run): boolean {
    return this.trainings.allPending().some((pending) => pending.folder === folder);
  }

  private isListed(folder: string | undefined): boolean {
    return folder !== undefined && this.store.get(folder) !== undefined;
  }

  private async updateContext(): Promise<void> {
    const runs = this.store.all();
    const set = (key: string, value: boolean) => vscode.commands.executeCommand('setContext', key, value);
    await set(contextKeys.hasRuns, runs.length > 0);
    await set(
      contextKeys.hasResumableRuns,
      runs.some((run) => !isActive(run) || isPaused(run)),
    );
    await set(contextKeys.hasActiveRuns, runs.some(isActive) || this.trainings.allPending().length > 0);
  }
}

function pendingItem(training: PendingTraining, all: readonly PendingTraining[]): vscode.TreeItem {
  const { request, state } = training;
  const place = placeInQueue(all, training);
  const text =
    place === undefined
      ? stateLook(state).label
      : vscode.l10n.t('{0}, {1} of {2}', stateLook(state).label, place, queued(all).length);
  const item = treeItem(request.name, state, text);
  item.tooltip =
    request.reproduces === undefined
      ? request.configFile
      : vscode.l10n.t('To reproduce {0}', basename(request.reproduces));
  return item;
}

function runItem(run: Run, state: RunItemState, comparison: RunComparison | undefined): vscode.TreeItem {
  const item = treeItem(run.manifest.name, state, description(run, comparison));
  item.id = run.folder;
  item.tooltip = runTooltip(run, comparison);
  item.command = {
    command: commands.openDashboard,
    title: vscode.l10n.t('Open Training Dashboard'),
    arguments: [{ type: 'run', run } satisfies RunsTreeNode],
  };
  return item;
}

function unreadableItem({ folder, id, message }: UnreadableRun): vscode.TreeItem {
  const item = treeItem(id, 'unreadable', stateLook('unreadable').label);
  item.id = folder;
  item.tooltip = message;
  return item;
}

function treeItem(name: string, state: RunItemState, text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.description = text;
  item.iconPath = stateIcon(state);
  item.contextValue = runItemContext(state);
  item.accessibilityInformation = {
    label: isActiveState(state) ? `${name}, ${text}` : `${name}, ${stateLook(state).label}, ${text}`,
  };
  return item;
}

/** Best metric; for an active run also where it is. In a multi-root workspace, the folder. */
function description(run: Run, comparison: RunComparison | undefined): string {
  const { manifest, latest } = run;
  const parts = [
    ...(isPaused(run) ? [vscode.l10n.t('paused at step {0}', progress(run).step)] : []),
    ...(comparison === undefined ? [] : [badgeText(comparison.reproduction)]),
    ...(manifest.best === undefined ? [] : [bestText(manifest.best)]),
    ...(isActive(run)
      ? [
          vscode.l10n.t('epoch {0}', fixedText(progress(run).epoch, 1, vscode.env.language)),
          ...(latest === undefined ? [] : [vscode.l10n.t('loss {0}', formatLoss(latest.loss))]),
        ]
      : [momentText(manifest.createdAt, vscode.env.language, 'short')]),
    ...((vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? [basename(run.root)] : []),
  ];
  return parts.join(' · ');
}
