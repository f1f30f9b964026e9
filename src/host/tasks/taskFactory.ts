import { basename } from 'node:path';
import * as vscode from 'vscode';
import { configSuffix, problemMatcher, taskType } from '../../contributions';
import type { TaskKind } from '../../contributions';
import { findConfigs } from '../commands/trainModel';
import type { HostServices } from '../hostServices';
import { isActive, isResumable } from '../runs/run';
import { openTaskTerminal } from './taskTerminals';

type Scope = vscode.WorkspaceFolder | vscode.TaskScope;

/** Makes the tasks of a window. */
export function taskFactory(services: HostServices) {
  return {
    /** For every config: to train and to check it; with runs, what can be done with the newest. */
    async all(): Promise<vscode.Task[]> {
      const { store } = services;
      await store.firstScan;
      const configs = await findConfigs();
      return configs
        .sort((a, b) => a.path.localeCompare(b.path))
        .flatMap((uri) => {
          const folder = vscode.workspace.getWorkspaceFolder(uri);
          if (folder === undefined) return [];
          const latest = store.latestOf(uri.fsPath);
          const kinds: TaskKind[] = ['train', 'validate'];
          if (latest !== undefined && isResumable(latest)) kinds.push('resume');
          if (latest !== undefined && !isActive(latest)) kinds.push('reproduce', 'evaluate', 'test');
          const config = vscode.workspace.asRelativePath(uri, false);
          return kinds.map((task) => makeTask(services, { type: taskType, task, config }, folder));
        });
    },
    /** A task of tasks.json, able to run. What is wrong with it is told where it runs. */
    resolved: (task: vscode.Task): vscode.Task =>
      makeTask(services, task.definition, task.scope ?? vscode.TaskScope.Workspace, task),
  };
}

function makeTask(
  services: HostServices,
  definition: vscode.TaskDefinition,
  scope: Scope,
  original?: vscode.Task,
): vscode.Task {
  // What is marked as running in the background does not bring its dashboard up.
  const isQuiet = original?.isBackground === true;
  const task = new vscode.Task(
    definition,
    scope,
    original?.name ?? taskName(definition),
    taskType,
    new vscode.CustomExecution((resolved) =>
      Promise.resolve(openTaskTerminal(services, { definition: resolved, scope, isQuiet })),
    ),
    problemMatcher,
  );
  task.isBackground = isQuiet;
  if (definition['task'] === 'test') task.group = vscode.TaskGroup.Test;
  task.detail = taskDetail(definition['task']);
  return task;
}

const taskName = ({ task, config }: vscode.TaskDefinition): string =>
  `${String(task)} ${basename(String(config), configSuffix)}`;

function taskDetail(kind: unknown): string {
  switch (kind) {
    case 'train':
      return vscode.l10n.t('Trains the model; ending the task writes a checkpoint and stops');
    case 'resume':
      return vscode.l10n.t('Goes on with the newest run that was stopped');
    case 'reproduce':
      return vscode.l10n.t('Trains the newest run again, to see whether its numbers come out the same');
    case 'evaluate':
      return vscode.l10n.t('Measures the newest model on the test data');
    case 'test':
      return vscode.l10n.t('Tests the newest model for what the config expects');
    case 'validate':
      return vscode.l10n.t('Checks the config and its data files');
    default:
      return '';
  }
}
