import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { chooseRun } from './chooseRun';
import { foldersOfArguments } from './runsOfArguments';

/** Gives runs a star, or takes it away. Returns their folders. */
export async function starRuns(
  services: HostServices,
  argument: unknown,
  selected: unknown,
  star: boolean,
): Promise<string[]> {
  const { messages, notes, store } = services;
  if (!requireTrust(messages)) return [];
  const given = foldersOfArguments(services, argument, selected).filter(
    (one) => store.get(one) !== undefined,
  );
  const folders = given.length > 0 ? given : await pickFolder(services, star);
  for (const folder of folders) await notes.change(folder, { star });
  return folders;
}

async function pickFolder(services: HostServices, star: boolean): Promise<string[]> {
  const run = await chooseRun(services, {
    argument: undefined,
    accepts: ({ folder }) => services.notes.of(folder).star !== star,
    placeholder: star
      ? vscode.l10n.t('Which run should get a star?')
      : vscode.l10n.t('Which run should lose its star?'),
    noneText: star
      ? vscode.l10n.t('There is no run without a star.')
      : vscode.l10n.t('No run has a star: Star Run gives one.'),
  });
  return run === undefined ? [] : [run.folder];
}
