import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive } from '../runs/run';
import { chooseRun } from './chooseRun';
import { foldersOfArguments } from './runsOfArguments';

const namedRuns = 8;

/** Deletes run folders after a question; `confirmed` leaves the question out. Returns whether they are gone. */
export async function deleteRun(
  services: HostServices,
  argument: unknown,
  selected: unknown,
  confirmed: boolean,
): Promise<boolean> {
  const { messages, store, dashboards } = services;
  if (!requireTrust(messages)) return false;
  const folders = await chooseFolders(services, argument, selected);
  if (folders.length === 0 || !(confirmed || (await confirm(services, folders)))) return false;
  const { deleteRun: remove } = await import('../../runs/deleteRun');
  try {
    for (const folder of folders) {
      await remove(folder);
      dashboards.close(folder);
    }
  } finally {
    await store.refresh();
  }
  return true;
}

/** Those that are being trained are left out, and are told of. */
async function chooseFolders(
  services: HostServices,
  argument: unknown,
  selected: unknown,
): Promise<readonly string[]> {
  const { store, messages } = services;
  const given = foldersOfArguments(services, argument, selected);
  // A folder whose manifest can't be read is deleted like any other.
  const unreadable = store.allUnreadable().map(({ folder }) => folder);
  const [only, ...others] = given;
  if (only !== undefined && others.length === 0 && unreadable.includes(only)) return [only];
  if (others.length > 0) {
    const ended = given.filter((folder) => {
      const run = store.get(folder);
      return run === undefined ? unreadable.includes(folder) : !isActive(run);
    });
    const left = given.length - ended.length;
    if (left > 0)
      messages.info(
        vscode.l10n.t(
          'Of the runs selected, {0} can’t be deleted because they are being trained: stop them first.',
          left,
        ),
      );
    return ended;
  }
  const run = await chooseRun(services, {
    argument: only,
    accepts: (candidate) => !isActive(candidate),
    placeholder: vscode.l10n.t('Which run should be deleted?'),
    noneText: vscode.l10n.t('A run that is being trained can’t be deleted: stop it first.'),
  });
  return run === undefined ? [] : [run.folder];
}

async function confirm({ messages, store }: HostServices, folders: readonly string[]): Promise<boolean> {
  const [only, ...others] = folders;
  if (only === undefined) return false;
  if (others.length === 0)
    return messages.confirm(
      vscode.l10n.t('Delete this run of {0}?', store.get(only)?.manifest.name ?? basename(only)),
      vscode.l10n.t(
        'Its curves, samples, attention and trained weights in {0} are deleted for good. The config and the data stay.',
        only,
      ),
      vscode.l10n.t('Delete Run'),
    );
  const names = folders.map((folder) => basename(folder));
  const more = names.length - namedRuns;
  const listed = [
    ...names.slice(0, namedRuns),
    ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : []),
  ].join('\n');
  return messages.confirm(
    vscode.l10n.t('Delete these {0} runs?', folders.length),
    `${listed}\n\n${vscode.l10n.t('Their curves, samples, attention and trained weights are deleted for good. Configs and data stay.')}`,
    vscode.l10n.t('Delete {0} Runs', folders.length),
  );
}
