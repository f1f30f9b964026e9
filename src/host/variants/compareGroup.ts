import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { groupTitle } from './variantLabel';

/**
 * Opens the comparison with all runs of a sweep or ladder, and those that are still to come. Returns the group's id.
 * @param argument id of the group; undefined: the only one, or a pick
 */
export async function compareGroup(services: HostServices, argument: unknown): Promise<string | undefined> {
  const { store, comparison, messages } = services;
  await store.firstScan;
  const groups = new Map<string, vscode.QuickPickItem & { readonly id: string }>();
  for (const { manifest } of store.all()) {
    const { group, name } = manifest;
    if (group === undefined || groups.has(group.id)) continue;
    const count = store.all().filter((run) => run.manifest.group?.id === group.id).length;
    const label = groupTitle(group.kind, name, vscode);
    groups.set(group.id, { id: group.id, label, description: vscode.l10n.t('{0} runs', count) });
  }
  const picks = [...groups.values()];
  if (picks.length === 0 && argument === undefined)
    messages.info(vscode.l10n.t('There is no sweep and no ladder here yet: run one from a config.'));
  const placeHolder = vscode.l10n.t('Which runs should be compared?');
  const id =
    typeof argument === 'string'
      ? argument
      : picks.length < 2
        ? picks[0]?.id
        : (await vscode.window.showQuickPick(picks, { placeHolder }))?.id;
  if (id !== undefined) await comparison.openGroup(id);
  return id;
}
