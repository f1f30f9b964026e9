import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { itemState } from '../runs/run';
import type { Run } from '../runs/run';
import type { NotedRuns } from '../runs/notedRuns';
import type { RunStore } from '../runs/runStore';
import type { RunOrder } from './arrangeRuns';
import { runOrders } from './arrangeRuns';
import { isFiltering, noFilter, passesFilter } from './runFilter';
import type { RunFilter } from './runFilter';
import type { RunsTreeNode } from './runsTreeNode';
import { stateLook } from './runStateText';

export interface RunListingOptions {
  readonly store: RunStore;
  readonly notes: NotedRuns;
  /** Of the workspace: keeps the order. */
  readonly memory: vscode.Memento;
}

const orderKey = 's2s.runOrder';

/** What the Runs view lists and in which order, for the view and the commands that change it. */
export class RunListing implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private currentFilter = noFilter;
  private currentOrder: RunOrder;

  /** Filter or order are others. */
  readonly onDidChange = this.changes.event;
  /** The rows that are selected in the view. */
  selection: readonly RunsTreeNode[] = [];

  constructor(private readonly options: RunListingOptions) {
    const kept = options.memory.get<unknown>(orderKey);
    this.currentOrder = runOrders.find((order) => order === kept) ?? 'newest';
  }

  get filter(): RunFilter {
    return this.currentFilter;
  }

  get order(): RunOrder {
    return this.currentOrder;
  }

  get isFiltered(): boolean {
    return isFiltering(this.currentFilter);
  }

  setFilter(filter: RunFilter): void {
    this.currentFilter = filter;
    this.changes.fire();
  }

  setOrder(order: RunOrder): void {
    this.currentOrder = order;
    void this.options.memory.update(orderKey, order);
    this.changes.fire();
  }

  /** The runs that pass the filter. */
  shown(): Run[] {
    const { store, notes } = this.options;
    return store.all().filter((run) => {
      const { id, name, configFile } = { ...run.manifest, id: run.id };
      const state = itemState(run);
      const facts = { id, name, configFile, state, stateLabel: stateLook(state).label };
      return passesFilter({ ...facts, ...notes.of(run.folder) }, this.currentFilter);
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
