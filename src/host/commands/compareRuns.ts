import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { chooseRun, runPick } from './chooseRun';
import { foldersOfArguments } from './runsOfArguments';

/**
 * Opens the comparison: with the runs given (rows of the Runs view, or folders), else with those it last showed, or the newest.
 * Returns the folders it was asked to show.
 */
export async function compareRuns(
  services: HostServices,
  argument: unknown,
  selected: unknown,
): Promise<string[]> {
  const { comparison, store } = services;
  await store.firstScan;
  const folders = foldersOfArguments(services, argument, selected);
  // What waits or can't be read has no curves.
  const known = folders.filter((folder) => store.get(folder) !== undefined);
  await comparison.open(known, 'instead');
  return known;
}

/** Compares a run with others that are picked. */
export async function compareWith(services: HostServices, argument: unknown): Promise<string[]> {
  const { store, comparison } = services;
  const run = await chooseRun(services, {
    argument,
    accepts: () => true,
    placeholder: vscode.l10n.t('Which run should be compared?'),
    noneText: vscode.l10n.t('There is no run yet: train a model first.'),
  });
  if (run === undefined) return [];
  const picks = store.all().filter(({ folder }) => folder !== run.folder);
  const picked = await vscode.window.showQuickPick(picks.map(runPick), {
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    placeHolder: vscode.l10n.t('Compare {0} with which runs?', run.id),
  });
  if (picked === undefined) return [];
  const folders = [run.folder, ...picked.map(({ run: { folder } }) => folder)];
  await comparison.open(folders, 'instead');
  return folders;
}
