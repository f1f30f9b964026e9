import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { queued } from '../runs/trainingQueue';
import type { PendingTraining } from '../runs/trainings';
import { pendingOfArgument } from './chooseRun';

/** Lets a waiting training begin before the one that it waits behind. */
export async function moveUpInQueue(services: HostServices, argument: unknown): Promise<void> {
  const training = await chooseQueued(
    services,
    argument,
    vscode.l10n.t('Which training should begin earlier?'),
  );
  if (training !== undefined) services.trainings.moveUp(training);
}

export async function removeFromQueue(services: HostServices, argument: unknown): Promise<void> {
  const training = await chooseQueued(services, argument, vscode.l10n.t('Which training should not begin?'));
  if (training !== undefined) services.trainings.cancel(training);
}

async function chooseQueued(
  { trainings, messages }: HostServices,
  argument: unknown,
  placeHolder: string,
): Promise<PendingTraining | undefined> {
  const waiting = queued(trainings.allPending());
  const given = pendingOfArgument(argument);
  // It may have begun since the row was drawn.
  if (given !== undefined) return waiting.find(({ request }) => request === given.request);
  if (waiting.length === 0) {
    messages.info(vscode.l10n.t('No training is waiting.'));
    return undefined;
  }
  const picks = waiting.map((training, index) => ({
    training,
    label: training.request.name,
    description: vscode.l10n.t('{0} of {1}', index + 1, waiting.length),
    detail: training.request.configFile,
  }));
  return (await vscode.window.showQuickPick(picks, { placeHolder }))?.training;
}
