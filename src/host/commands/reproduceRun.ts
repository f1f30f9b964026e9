import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { requireTrust } from '../requireTrust';
import { isActive } from '../runs/run';
import { chooseRun } from './chooseRun';

/**
 * Trains a run again, from the config that it has kept, to see whether its numbers come out the same. Returns the folder of
 * the new run once training has begun.
 */
export async function reproduceRun(services: HostServices, argument: unknown): Promise<string | undefined> {
  const { messages, trainings } = services;
  if (!requireTrust(messages)) return undefined;
  const run = await chooseRun(services, {
    argument,
    accepts: (candidate) => !isActive(candidate),
    placeholder: vscode.l10n.t('Which run should be reproduced?'),
    noneText: vscode.l10n.t('Only a run that has ended can be reproduced: wait for it, or stop it.'),
  });
  if (run === undefined) return undefined;
  const { configFile, name } = run.manifest;
  if (trainings.isReproducing(run)) {
    messages.info(vscode.l10n.t('{0} is already being reproduced.', run.id));
    return undefined;
  }
  return trainings.start({
    configFile,
    name,
    configText: undefined,
    root: run.root,
    resumeFolder: undefined,
    reproduces: run.folder,
    requestedMs: performance.now(),
  });
}
