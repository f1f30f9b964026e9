import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive, isResumable } from '../runs/run';
import { chooseRun, folderOfArgument } from './chooseRun';

/**
 * Goes on with a run from its last checkpoint. Returns its folder once training has begun. A finished run goes on only
 * when it is named: its config's limit must have been raised.
 */
export async function resumeTraining(services: HostServices, argument: unknown): Promise<string | undefined> {
  if (!requireTrust(services.messages)) return undefined;
  const isGiven = folderOfArgument(argument) !== undefined;
  const run = await chooseRun(services, {
    argument,
    accepts: isGiven ? (candidate) => !isActive(candidate) : isResumable,
    placeholder: vscode.l10n.t('Which run should go on?'),
    noneText: vscode.l10n.t('No run is stopped or crashed, so there is none to go on with.'),
  });
  if (run === undefined) return undefined;
  const { configFile, name } = run.manifest;
  return services.trainings.start({
    configFile,
    name,
    configText: undefined,
    root: run.root,
    resumeFolder: run.folder,
    requestedMs: performance.now(),
  });
}
