import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive, isPaused } from '../runs/run';
import { askRun } from './askRun';
import { chooseRun } from './chooseRun';

/** Has a training wait between two steps, with a checkpoint. Returns whether it does. */
export async function pauseTraining(services: HostServices, argument: unknown): Promise<boolean> {
  if (!requireTrust(services.messages)) return false;
  const run = await chooseRun(services, {
    argument,
    accepts: (candidate) => isActive(candidate) && !isPaused(candidate),
    placeholder: vscode.l10n.t('Which training should pause?'),
    noneText: vscode.l10n.t('Nothing that could be paused is being trained.'),
  });
  if (run === undefined) return false;
  return askRun(services, {
    run,
    request: { type: 'pause' },
    isDone: isPaused,
    title: vscode.l10n.t('{0}: pausing after this step…', run.manifest.name),
  });
}
