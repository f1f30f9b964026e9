import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { HostServices } from '../hostServices';
import { activeConfig } from '../language/configFile';
import { itemState } from '../runs/run';
import type { Run, UnreadableRun } from '../runs/run';
import type { PendingTraining } from '../runs/trainings';
import { bestText } from '../views/metricText';
import { stateIcon, stateLook } from '../views/runStateText';
import { momentText } from '../numberText';

/** The run folder that a command's argument names: a row of the Runs view, or the folder's path. */
export function folderOfArgument(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('run' in argument) return (argument.run as Run).folder;
  if ('pending' in argument) return (argument.pending as PendingTraining).folder;
  if ('unreadable' in argument) return (argument.unreadable as UnreadableRun).folder;
  return undefined;
}

/** The training, waiting or being started, that a row of the Runs view stands for. */
export function pendingOfArgument(argument: unknown): PendingTraining | undefined {
  if (typeof argument !== 'object' || argument === null || !('pending' in argument)) return undefined;
  return argument.pending as PendingTraining;
}

export interface ChooseRun {
  readonly argument: unknown;
  readonly accepts: (run: Run) => boolean;
  readonly placeholder: string;
  /** Said when no run is acceptable. */
  readonly noneText: string;
}

/** The run a command is about: the one given, the only one, the one of the active config, else a pick. */
export async function chooseRun(services: HostServices, choose: ChooseRun): Promise<Run | undefined> {
  const { store, messages } = services;
  await store.firstScan;
  const folder = folderOfArgument(choose.argument);
  if (folder !== undefined) {
    const given = store.get(folder) ?? (await messages.attempt(() => store.load(folder)));
    if (given !== undefined && !choose.accepts(given)) {
      messages.info(choose.noneText);
      return undefined;
    }
    return given;
  }
  const candidates = store.all().filter(choose.accepts);
  const [first, ...others] = candidates;
  if (first === undefined) {
    messages.info(choose.noneText, trainFirst());
    return undefined;
  }
  const active = activeConfig();
  if (active !== undefined) {
    const ofActive = candidates.find(({ manifest }) => manifest.configFile === active.fsPath);
    if (ofActive !== undefined) return ofActive;
  }
  return others.length === 0 ? first : pickRun(candidates, choose.placeholder);
}

/** What to do when there is no run. */
const trainFirst = () => ({
  title: vscode.l10n.t('New Experiment'),
  run: () => vscode.commands.executeCommand(commands.newExperiment),
});

interface RunPick extends vscode.QuickPickItem {
  readonly run: Run;
}

/** A run in a pick list. */
export function runPick(run: Run): RunPick {
  const { manifest } = run;
  const state = itemState(run);
  const best = manifest.best === undefined ? [] : [bestText(manifest.best)];
  return {
    run,
    label: manifest.name,
    iconPath: stateIcon(state),
    description: [...best, stateLook(state).label].join(' · '),
    detail: momentText(manifest.createdAt, vscode.env.language, 'medium'),
  };
}

export async function pickRun(runs: readonly Run[], placeHolder: string): Promise<Run | undefined> {
  const picked = await vscode.window.showQuickPick(runs.map(runPick), {
    placeHolder,
    matchOnDescription: true,
  });
  return picked?.run;
}
