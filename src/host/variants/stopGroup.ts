import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { groupTitle } from './variantLabel';

interface ActiveGroup {
  readonly id: string;
  readonly title: string;
  readonly count: number;
}

/**
 * Stops a whole sweep or ladder: what waits leaves the queue, what trains stops with a checkpoint. Run Sweep or Run Ladder
 * goes on with it. Returns how many were stopped.
 * @param argument id of the group; undefined: the only one, or a pick
 */
export async function stopGroup(services: HostServices, argument: unknown): Promise<number> {
  const { messages, trainings, store } = services;
  if (!requireTrust(messages)) return 0;
  const groups = activeGroups(services);
  const id = typeof argument === 'string' ? argument : await chooseGroup(services, groups);
  if (id === undefined) return 0;
  const pending = trainings.allPending().filter(({ request }) => request.group?.id === id);
  // Before the others end and make room.
  for (const training of pending) trainings.cancel(training);
  const active = store.active().filter(({ manifest }) => manifest.group?.id === id);
  const title = groups.find((group) => group.id === id)?.title ?? '';
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('{0}: stopping…', title) },
    () => Promise.all(active.map((run) => trainings.stop(run))),
  );
  return pending.length + active.length;
}

function activeGroups({ trainings, store }: HostServices): ActiveGroup[] {
  const members = [
    ...trainings.allPending().map(({ request: { group, name } }) => ({ group, name })),
    ...store.active().map(({ manifest: { group, name } }) => ({ group, name })),
  ];
  const groups = new Map<string, ActiveGroup>();
  for (const { group, name } of members) {
    if (group === undefined) continue;
    const count = (groups.get(group.id)?.count ?? 0) + 1;
    groups.set(group.id, { id: group.id, title: groupTitle(group.kind, name, vscode), count });
  }
  return [...groups.values()];
}

async function chooseGroup(
  { messages }: HostServices,
  groups: readonly ActiveGroup[],
): Promise<string | undefined> {
  if (groups.length === 0) messages.info(vscode.l10n.t('No sweep and no ladder is being trained.'));
  if (groups.length < 2) return groups[0]?.id;
  const picks = groups.map(({ id, title, count }) => ({
    id,
    label: title,
    description: vscode.l10n.t('{0} waiting or under way', count),
  }));
  const placeHolder = vscode.l10n.t('Which should stop?');
  return (await vscode.window.showQuickPick(picks, { placeHolder }))?.id;
}
