import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive, isPaused, isResumable } from '../runs/run';
import { askRun } from './askRun';
import { chooseRun, folderOfArgument } from './chooseRun';

/**
 * Lets a paused training go on, or goes on with a run from its last checkpoint. Returns its folder once training has begun.
 * A finished run goes on only when it is named: its config's limit must have been raised.
 */
export async function resumeTraining(services: HostServices, argument: unknown): Promise<string | undefined> {
  if (!requireTrust(services.messages)) return undefined;
  const isGiven = folderOfArgument(argument) !== undefined;
  const run = await chooseRun(services, {
    argument,
    accepts: (candidate) => isPaused(candidate) || (isGiven ? !isActive(candidate) : isResumable(candidate)),
    placeholder: vscode.l10n.t('Which run should go on?'),
    noneText: vscode.l10n.t('No run is paused, stopped or crashed, so there is none to go on with.'),
  });
  if (run === undefined) return undefined;
  const { configFile, name } = run.manifest;
  if (isPaused(run)) {
    const goesOn = await askRun(services, {
      run,
      request: { type: 'continue' },
      isDone: (now) => !isPaused(now),
      title: vscode.l10n.t('{0}: going on…', name),
    });
    return goesOn ? run.folder : undefined;
  }
  return services.trainings.start({
    configFile,
    name,
    configText: undefined,
    root: run.root,
    resumeFolder: run.folder,
    group: run.manifest.group,
    requestedMs: performance.now(),
  });
}
