import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import { configsOf } from '../language/configFile';
import { requireTrust } from '../requireTrust';
import type { TrainingRequest } from '../runs/trainings';
import { findConfigs, prepareRequest, reportRefusal } from './trainModel';
import type { Refusal } from './trainModel';

/**
 * Trains several configs: those selected in the explorer, or a pick. As many as there is room for begin, the others queue
 * in their order. Returns how many were taken; what is wrong with the others is said at once.
 */
export async function trainAll(
  services: HostServices,
  argument: unknown,
  selected: unknown,
): Promise<number> {
  const { messages, trainings } = services;
  if (!requireTrust(messages)) return 0;
  const uris = await chooseConfigs(services, argument, selected);
  const requests: TrainingRequest[] = [];
  const refusals: Refusal[] = [];
  for (const uri of uris) {
    const prepared = await messages.attempt(() => prepareRequest(services, uri));
    if (prepared === undefined) continue;
    if ('text' in prepared) refusals.push(prepared);
    else requests.push(prepared);
  }
  // One dashboard comes by itself; a dozen of them would bury the editor.
  for (const [index, request] of requests.entries()) void trainings.start({ ...request, isQuiet: index > 0 });
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.length === 1) reportRefusal(services, refusal);
  else if (refusals.length > 1)
    messages.warn(
      vscode.l10n.t(
        '{0} of {1} configs can’t be trained now. {2}',
        refusals.length,
        uris.length,
        refusals.map(({ text }) => text).join(' · '),
      ),
    );
  return requests.length;
}

async function chooseConfigs(
  { messages }: HostServices,
  argument: unknown,
  selected: unknown,
): Promise<readonly vscode.Uri[]> {
  const given = configsOf(selected);
  if (given.length > 0) return given;
  if (argument instanceof vscode.Uri) return [argument];
  const found = await findConfigs();
  if (found.length === 0) {
    messages.info(vscode.l10n.t('There is no .s2s.json file here to train.'));
    return [];
  }
  const picks = found
    .map((uri) => ({
      uri,
      label: basename(uri.path),
      description: vscode.workspace.asRelativePath(uri),
    }))
    .sort((a, b) => a.description.localeCompare(b.description));
  const placeHolder = vscode.l10n.t('Which configs should be trained, one after the other?');
  const picked = await vscode.window.showQuickPick(picks, {
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ uri }) => uri);
}
