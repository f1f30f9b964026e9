import * as vscode from 'vscode';
import { taskType } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';

/** Tasks of type `s2s`: those that the configs of the workspace suggest, and those of tasks.json. Loaded when one is asked for. */
export function registerTasks(services: HostServices): Disposables {
  const owned = new Disposables();
  const factory = async () => (await import('./taskFactory')).taskFactory(services);
  owned.add(
    vscode.tasks.registerTaskProvider(taskType, {
      provideTasks: async () => (await services.messages.attempt(async () => (await factory()).all())) ?? [],
      resolveTask: async (task) => (await factory()).resolved(task),
    }),
  );
  return owned;
}
