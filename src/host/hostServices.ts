import type * as vscode from 'vscode';
import type { Comparison } from './compare/comparison';
import type { Diagrams } from './diagram/diagrams';
import type { ModelChoice } from './decode/modelChoice';
import type { FirstPointTimes } from './firstPointTimes';
import type { ModelDescriptions } from './language/modelDescriptions';
import type { Dashboards } from './panels/dashboards';
import type { ServiceProcesses } from './processes/serviceProcesses';
import type { NotedRuns } from './runs/notedRuns';
import type { RunStore } from './runs/runStore';
import type { Trainings } from './runs/trainings';
import type { UserMessages } from './userMessages';
import type { RunListing } from './views/runListing';

/** What features share. Built once, by `startServices`. */
export interface HostServices {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly messages: UserMessages;
  readonly store: RunStore;
  /** Stars and notes of the runs. */
  readonly notes: NotedRuns;
  /** Filter and order of the Runs view. */
  readonly listing: RunListing;
  readonly trainings: Trainings;
  readonly dashboards: Dashboards;
  readonly comparison: Comparison;
  readonly processes: ServiceProcesses;
  /** Layers and shapes of the configs that are open. */
  readonly descriptions: ModelDescriptions;
  readonly diagrams: Diagrams;
  /** Which model decodes which texts. */
  readonly models: ModelChoice;
  readonly firstPoints: FirstPointTimes;
}
