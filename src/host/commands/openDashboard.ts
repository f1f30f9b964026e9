import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import type { PanelPart } from '../panels/dashboardPanel';
import { isActive } from '../runs/run';
import { chooseRun, folderOfArgument } from './chooseRun';

/** Opens the dashboard of a run, at a part of it if one is named. Returns the run folder. */
export async function openDashboard(
  services: HostServices,
  argument: unknown,
  part?: PanelPart,
): Promise<string | undefined> {
  const { store, dashboards, trainings } = services;
  const given = folderOfArgument(argument);
  const starting = trainings.allPending().find(({ folder }) => folder !== undefined && folder === given);
  if (given !== undefined && starting !== undefined) {
    // It has no manifest yet; its page says that it is loading.
    await dashboards.open({ folder: given, name: starting.request.name, beside: true });
    return given;
  }
  const active = store.active();
  const run = await chooseRun(services, {
    // Whoever asks while one training is under way means that one.
    argument: argument ?? (active.length === 1 ? active[0]?.folder : undefined),
    accepts: () => true,
    placeholder: vscode.l10n.t('Which run should be shown?'),
    noneText: vscode.l10n.t('There is no run yet: train a model first.'),
  });
  if (run === undefined) return undefined;
  await dashboards.open({
    folder: run.folder,
    name: run.manifest.name,
    ...(part === undefined ? {} : { part }),
    beside: isActive(run) && part === undefined,
  });
  return run.folder;
}
