import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive } from '../runs/run';
import { chooseRun, folderOfArgument } from './chooseRun';

/** Deletes a run folder after a question; `confirmed` leaves the question out. Returns whether it is gone. */
export async function deleteRun(
  services: HostServices,
  argument: unknown,
  confirmed: boolean,
): Promise<boolean> {
  const { messages, store, dashboards } = services;
  if (!requireTrust(messages)) return false;
  const folder = await chooseFolder(services, argument);
  if (folder === undefined) return false;
  const name = store.get(folder)?.manifest.name ?? basename(folder);
  const isSure =
    confirmed ||
    (await messages.confirm(
      vscode.l10n.t('Delete this run of {0}?', name),
      vscode.l10n.t(
        'Its curves, samples, attention and trained weights in {0} are deleted for good. The config and the data stay.',
        folder,
      ),
      vscode.l10n.t('Delete Run'),
    ));
  if (!isSure) return false;
  const { deleteRun: remove } = await import('../../runs/deleteRun');
  await remove(folder);
  dashboards.close(folder);
  await store.refresh();
  return true;
}

async function chooseFolder(services: HostServices, argument: unknown): Promise<string | undefined> {
  const given = folderOfArgument(argument);
  // A folder whose manifest can't be read is deleted like any other.
  if (given !== undefined && services.store.allUnreadable().some(({ folder }) => folder === given))
    return given;
  const run = await chooseRun(services, {
    argument,
    accepts: (candidate) => !isActive(candidate),
    placeholder: vscode.l10n.t('Which run should be deleted?'),
    noneText: vscode.l10n.t('A run that is being trained can’t be deleted: stop it first.'),
  });
  return run?.folder;
}
