import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { metricDirection } from '../../core/config/schema/metricSchema';
import type { Run } from '../runs/run';
import { isActive } from '../runs/run';
import type { RunStore } from '../runs/runStore';
import type { Trainings } from '../runs/trainings';
import type { UserMessages } from '../userMessages';
import { bestText } from '../views/metricText';
import { groupTitle, variantLabel } from './variantLabel';

/** Says how a sweep or a ladder has come out, when the last of its trainings has ended by itself. */
export function announceGroupEnd(
  { messages, store, trainings }: { messages: UserMessages; store: RunStore; trainings: Trainings },
  { manifest: { group, name }, status }: Run,
): void {
  if (group === undefined || status === 'stopped') return;
  const isOfGroup = (other: { readonly id: string } | undefined): boolean => other?.id === group.id;
  const members = store.all().filter(({ manifest }) => isOfGroup(manifest.group));
  const isWaiting = trainings.allPending().some(({ request }) => isOfGroup(request.group));
  if (isWaiting || members.some(isActive)) return;
  const [best] = members
    .flatMap((run) => (run.manifest.best === undefined ? [] : [{ ...run.manifest.best, run }]))
    .sort(
      (a, b) =>
        (metricDirection(a.metric) === 'minimize' ? a.value - b.value : b.value - a.value) ||
        (a.run.manifest.group?.index ?? 0) - (b.run.manifest.group?.index ?? 0),
    );
  const result =
    best?.run.manifest.group === undefined
      ? ''
      : vscode.l10n.t('Best: {0}, {1}', variantLabel(best.run.manifest.group, vscode), bestText(best));
  messages.info(vscode.l10n.t('{0} has ended. {1}', groupTitle(group.kind, name, vscode), result), {
    title: vscode.l10n.t('Compare'),
    run: () => vscode.commands.executeCommand(commands.compareGroup, group.id),
  });
}
