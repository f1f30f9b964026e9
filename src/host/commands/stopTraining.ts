import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive } from '../runs/run';
import type { Run } from '../runs/run';
import type { StopOutcome } from '../runs/stopTrainer';
import { chooseRun, pendingOfArgument } from './chooseRun';

/**
 * Stops a training after a checkpoint; resolves when it has ended. One that still waits is taken out of the queue, and the
 * start of one that is only being prepared is given up.
 */
export async function stopTraining(
  services: HostServices,
  argument: unknown,
): Promise<StopOutcome | undefined> {
  if (!requireTrust(services.messages)) return undefined;
  const { trainings, store } = services;
  const [onlyPending] = trainings.allPending();
  const pending =
    pendingOfArgument(argument) ??
    (argument === undefined && store.active().length === 0 ? onlyPending : undefined);
  if (pending !== undefined && trainings.allPending().includes(pending)) {
    trainings.cancel(pending);
    return undefined;
  }
  const run = await chooseRun(services, {
    argument,
    accepts: isActive,
    placeholder: vscode.l10n.t('Which training should stop?'),
    noneText: vscode.l10n.t('This run is not being trained.'),
  });
  return run === undefined ? undefined : stop(services, run);
}

async function stop({ trainings, messages }: HostServices, run: Run): Promise<StopOutcome> {
  const { name } = run.manifest;
  const title = vscode.l10n.t('{0}: writing a checkpoint, then stopping…', name);
  const outcome = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    trainings.stop(run),
  );
  if (outcome === 'killed')
    messages.warn(
      vscode.l10n.t(
        '{0} did not answer and was ended. Resume goes on from the last checkpoint it had written.',
        name,
      ),
    );
  if (outcome === 'survived')
    messages.error(
      vscode.l10n.t(
        '{0} could not be stopped from here: end its process {1} by hand.',
        name,
        run.manifest.process?.pid ?? '?',
      ),
    );
  return outcome;
}
