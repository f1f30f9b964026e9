import * as vscode from 'vscode';
import type { HostServices } from '../hostServices';
import type { PanelPart } from '../panels/dashboardPanel';
import { isActive } from '../runs/run';
import { chooseRun, folderOfArgument } from './chooseRun';

export interface OpenDashboardOptions {
  /** Brought into view. */
  readonly part?: PanelPart;
  /** The keyboard stays in the list that the run was chosen from, and follows when it is chosen again. */
  readonly isPreview?: boolean;
}

/** Opens the dashboard of a run. Returns the run folder. */
export async function openDashboard(
  services: HostServices,
  argument: unknown,
  { part, isPreview = false }: OpenDashboardOptions = {},
): Promise<string | undefined> {
  const { store, dashboards, trainings } = services;
  const given = folderOfArgument(argument);
  const starting = trainings.allPending().find(({ folder }) => folder !== undefined && folder === given);
  if (given !== undefined && starting !== undefined) {
    // It has no manifest yet; its page says that it is loading.
    const { name } = starting.request;
    await dashboards.open({ folder: given, name, beside: true, preserveFocus: true });
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
  const beside = isActive(run) && part === undefined;
  await dashboards.open({
    folder: run.folder,
    name: run.manifest.name,
    ...(part === undefined ? {} : { part }),
    beside,
    preserveFocus: isPreview ? !dashboards.isActive(run.folder) : beside,
  });
  return run.folder;
}
