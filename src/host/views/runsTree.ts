import * as vscode from 'vscode';
import { contextKeys, views } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { reproductionOf } from '../runs/reproductionOf';
import { isActive, isPaused, itemState } from '../runs/run';
import type { Run } from '../runs/run';
import { Throttle } from '../throttle';
import { arrangeRuns, bestRun } from './arrangeRuns';
import { filterText } from './filterText';
import { configItem, pendingItem, runItem, unreadableItem } from './runItems';
import type { RunsTreeNode } from './runsTreeNode';

const refreshIntervalMs = 500;

export type RunsTreeServices = Pick<HostServices, 'store' | 'trainings' | 'notes' | 'listing' | 'log'>;

/** The Runs view: by config, in the order and with the filter that were chosen; trainings that wait on top. */
export class RunsTree implements vscode.TreeDataProvider<RunsTreeNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly refreshes = this.disposables.add(new Throttle(refreshIntervalMs, () => this.refresh()));
  private readonly view: vscode.TreeView<RunsTreeNode>;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly services: RunsTreeServices) {
    const { store, trainings, notes, listing } = services;
    const request = (): void => this.refreshes.request();
    this.disposables.add(store.onDidChangeList(request));
    this.disposables.add(trainings.onDidChange(request));
    this.disposables.add(notes.onDidChange(request));
    this.disposables.add(
      store.onDidChange(({ message }) => {
        if (message !== undefined) request();
      }),
    );
    this.disposables.add(listing.onDidChange(request));
    this.view = this.disposables.add(
      vscode.window.createTreeView(views.runs, {
        treeDataProvider: this,
        canSelectMany: true,
        showCollapseAll: true,
      }),
    );
    this.disposables.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) void store.refresh();
      }),
    );
    this.disposables.add(
      this.view.onDidChangeSelection(({ selection }) => {
        listing.selection = selection;
      }),
    );
  }

  async getChildren(node?: RunsTreeNode): Promise<RunsTreeNode[]> {
    if (node !== undefined)
      return node.type === 'config' ? node.runs.map((run) => ({ type: 'run', run, group: node.runs })) : [];
    const { store, trainings, listing } = this.services;
    await store.firstScan;
    // One being started shows as soon as it has a folder: as pending until its manifest is there.
    const pending = trainings.allPending().filter(({ folder }) => !this.isListed(folder));
    const runs = arrangeRuns(listing.shown(), listing.order);
    return [
      ...pending.map((training) => ({ type: 'pending' as const, pending: training })),
      ...runs.map((row) =>
        'runs' in row ? { type: 'config' as const, ...row } : { type: 'run' as const, run: row },
      ),
      ...(listing.isFiltered
        ? []
        : store.allUnreadable().map((unreadable) => ({ type: 'unreadable' as const, unreadable }))),
    ];
  }

  getTreeItem(node: RunsTreeNode): vscode.TreeItem {
    const { store, trainings, notes } = this.services;
    switch (node.type) {
      case 'pending':
        return pendingItem(node.pending, trainings.allPending());
      case 'config':
        return configItem(node);
      case 'run':
        return runItem(node.run, {
          state: this.isStarting(node.run) ? 'preparing' : itemState(node.run),
          notes: notes.of(node.run.folder),
          comparison: reproductionOf(node.run, store.all()),
          isInGroup: node.group !== undefined,
          isBrief:
            node.group !== undefined &&
            bestRun(node.group)?.manifest.best?.metric === node.run.manifest.best?.metric,
        });
      case 'unreadable':
        return unreadableItem(node.unreadable);
    }
  }

  /** The tooltip of a run, which reads its config: only for the row under the mouse. */
  async resolveTreeItem(item: vscode.TreeItem, node: RunsTreeNode): Promise<vscode.TreeItem> {
    if (node.type !== 'run') return item;
    const { store, notes, log } = this.services;
    const run = store.get(node.run.folder) ?? node.run;
    const { fullRunTooltip } = await import('./fullRunTooltip');
    item.tooltip = await fullRunTooltip(run, store.all(), notes.of(run.folder), (text) => log.warn(text));
    return item;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private refresh(): void {
    this.changes.fire();
    this.describe();
    void this.updateContext();
  }

  /** The filter in words, and how many trainings are under way. */
  private describe(): void {
    const { store, listing } = this.services;
    const [all, active] = [store.all(), store.active()];
    const shown = listing.shown().length;
    this.view.description = listing.isFiltered ? vscode.l10n.t('{0} of {1}', shown, all.length) : '';
    // Where nothing is left to show, the view’s own text says what to do.
    this.view.message =
      listing.isFiltered && shown > 0 ? vscode.l10n.t('Filter: {0}', filterText(listing.filter)) : '';
    this.view.badge =
      active.length === 0
        ? undefined
        : { value: active.length, tooltip: vscode.l10n.t('Trainings under way: {0}', active.length) };
  }

  /** An old run whose trainer is being started again. */
  private isStarting({ folder }: Run): boolean {
    return this.services.trainings.allPending().some((pending) => pending.folder === folder);
  }

  private isListed(folder: string | undefined): boolean {
    return folder !== undefined && this.services.store.get(folder) !== undefined;
  }

  private async updateContext(): Promise<void> {
    const { store, trainings, listing } = this.services;
    const runs = store.all();
    const set = (key: string, value: boolean) => vscode.commands.executeCommand('setContext', key, value);
    await set(contextKeys.hasRuns, runs.length > 0);
    await set(contextKeys.hasRunFilter, listing.isFiltered);
    await set(
      contextKeys.hasResumableRuns,
      runs.some((run) => !isActive(run) || isPaused(run)),
    );
    await set(contextKeys.hasActiveRuns, runs.some(isActive) || trainings.allPending().length > 0);
  }
}
