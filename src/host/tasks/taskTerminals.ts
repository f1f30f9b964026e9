import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive, isPaused, isResumable } from '../runs/run';
import type { Run } from '../runs/run';
import { resumeTraining } from '../commands/resumeTraining';
import { reproduceRun } from '../commands/reproduceRun';
import { trainModel } from '../commands/trainModel';
import { CliTerminal } from './cliTerminal';
import { readS2sTask } from './s2sTask';
import type { S2sTask, TaskProblem } from './s2sTask';
import { TrainingTerminal } from './trainingTerminal';
import { ProblemTerminal } from './problemTerminal';

export interface TaskOrder {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly scope: vscode.WorkspaceFolder | vscode.TaskScope;
  readonly isQuiet: boolean;
}

/** The terminal in which a task does its work. What can't be done is said there. */
export async function openTaskTerminal(
  services: HostServices,
  { definition, scope, isQuiet }: TaskOrder,
): Promise<vscode.Pseudoterminal> {
  const task = readS2sTask(definition);
  if ('key' in task) return new ProblemTerminal(problemText(task));
  const config = configFileOf(task.config, scope);
  if (config === undefined)
    return new ProblemTerminal(
      vscode.l10n.t('{0} is a relative path, but no folder is open: give an absolute one.', task.config),
    );
  const uri = vscode.Uri.file(config);
  if (task.task === 'validate') return new CliTerminal(services, ['validate', config]);
  if (!requireTrust(services.messages))
    return new ProblemTerminal(
      vscode.l10n.t('This window is in Restricted Mode: trust the workspace first.'),
    );
  if (task.task === 'train')
    return new TrainingTerminal(services, {
      config: uri,
      isChecked: true,
      isMine: ({ resumeFolder, reproduces, group }) =>
        resumeFolder === undefined && reproduces === undefined && group === undefined,
      start: () => trainModel(services, uri, { isQuiet }),
    });
  await services.store.firstScan;
  const run = runOf(services, task, config);
  if (run === undefined) return new ProblemTerminal(noRunText(task));
  switch (task.task) {
    case 'resume':
      return new TrainingTerminal(services, {
        config: uri,
        isChecked: false,
        isMine: ({ resumeFolder }) => resumeFolder === run.folder,
        start: () => resumeTraining(services, run.folder),
      });
    case 'reproduce':
      return new TrainingTerminal(services, {
        config: uri,
        isChecked: false,
        isMine: ({ reproduces }) => reproduces === run.folder,
        start: () => reproduceRun(services, run.folder),
      });
    case 'evaluate':
      return new CliTerminal(services, [
        'evaluate',
        run.folder,
        '--split',
        task.split ?? ('test' in run.manifest.data ? 'test' : 'dev'),
      ]);
    case 'test':
      return new CliTerminal(services, ['test', run.folder, '--config', config]);
  }
}

function configFileOf(config: string, scope: TaskOrder['scope']): string | undefined {
  if (isAbsolute(config)) return config;
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? undefined : join(folder.uri.fsPath, config);
}

/** The run that is named, else the newest one of the config with which this can be done. */
function runOf({ store }: HostServices, { task, run: wanted }: S2sTask, config: string): Run | undefined {
  const runs = store.all();
  if (wanted !== undefined) return runs.find(({ id, folder }) => id === wanted || folder === wanted);
  return runs
    .filter(({ manifest }) => manifest.configFile === config && manifest.group === undefined)
    .find((run) => (task === 'resume' ? isResumable(run) || isPaused(run) : !isActive(run)));
}

function noRunText({ task, config, run }: S2sTask): string {
  if (run !== undefined)
    return vscode.l10n.t(
      'There is no run {0} in this workspace. “run” takes the name of a folder in .s2s/runs.',
      run,
    );
  return task === 'resume'
    ? vscode.l10n.t(
        'No run of {0} was stopped, so there is none to go on with. The task “train” begins one.',
        config,
      )
    : vscode.l10n.t('No run of {0} has ended yet. The task “train” begins one.', config);
}

const problemText = ({ key, value, valid }: TaskProblem): string =>
  value === undefined
    ? vscode.l10n.t('This task of tasks.json lacks “{0}”. Valid are: {1}.', key, valid.join(', '))
    : vscode.l10n.t(
        'In this task of tasks.json, “{0}” is {1}. Valid are: {2}.',
        key,
        JSON.stringify(value),
        valid.join(', '),
      );
