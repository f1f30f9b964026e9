import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { isPaused, itemState } from '../runs/run';
import type { Run } from '../runs/run';
import type { PendingTraining } from '../runs/trainings';
import { Throttle } from '../throttle';
import { stateIcon, stateLook } from '../views/runStateText';
import { runStatusText } from '../views/trainingStatusText';

interface TrainingButton extends vscode.QuickInputButton {
  readonly command: string;
}

interface TrainingPick extends vscode.QuickPickItem {
  readonly key: string;
  /** What the commands get. */
  readonly argument: unknown;
  readonly buttons: readonly TrainingButton[];
  /** Done when it is chosen. */
  readonly command: string;
}

const refreshIntervalMs = 1_000;

/** Lists the trainings that are under way or wait, as they go on, with buttons to pause, stop or queue them. */
export function showTrainings({ store, trainings, messages }: HostServices): void {
  if (store.active().length === 0 && trainings.allPending().length === 0) {
    messages.info(vscode.l10n.t('Nothing is being trained.'));
    return;
  }
  const owned = new Disposables();
  const picker = owned.add(vscode.window.createQuickPick<TrainingPick>());
  picker.title = vscode.l10n.t('Trainings');
  picker.placeholder = vscode.l10n.t('Choose one to open its dashboard');
  picker.matchOnDescription = true;
  picker.keepScrollPosition = true;
  const refresh = (): void => {
    const keys = picker.activeItems.map(({ key }) => key);
    const items = [
      ...store.active().map(runPick),
      ...trainings
        .allPending()
        .filter((pending) => !isListed(store, pending))
        .map(pendingPick),
    ];
    if (items.length === 0) {
      picker.hide();
      return;
    }
    picker.items = items;
    // The one that was in focus stays so while the numbers change.
    picker.activeItems = items.filter(({ key }) => keys.includes(key));
  };
  const refreshes = owned.add(new Throttle(refreshIntervalMs, refresh));
  for (const event of [store.onDidChange, store.onDidChangeList, trainings.onDidChange])
    owned.add((event as vscode.Event<unknown>)(() => refreshes.request()));
  const run = (command: string, { argument }: TrainingPick): void =>
    void vscode.commands.executeCommand(command, argument);
  picker.onDidTriggerItemButton(({ item, button }) => run((button as TrainingButton).command, item));
  picker.onDidAccept(() => {
    const [chosen] = picker.selectedItems;
    picker.hide();
    if (chosen !== undefined) run(chosen.command, chosen);
  });
  picker.onDidHide(() => owned.dispose());
  picker.show();
  refreshes.request();
}

const isListed = (store: HostServices['store'], { folder }: PendingTraining): boolean =>
  folder !== undefined && store.get(folder) !== undefined;

function runPick(run: Run): TrainingPick {
  const pause = isPaused(run)
    ? button('debug-continue', vscode.l10n.t('Resume'), commands.resume)
    : button('debug-pause', vscode.l10n.t('Pause'), commands.pause);
  return {
    key: run.folder,
    argument: run.folder,
    label: run.manifest.name,
    description: stateLook(itemState(run)).label,
    detail: runStatusText(run, vscode),
    iconPath: stateIcon(itemState(run)),
    buttons: [
      pause,
      button('debug-stop', vscode.l10n.t('Stop'), commands.stop),
      button('graph-line', vscode.l10n.t('Open Dashboard'), commands.openDashboard),
    ],
    command: commands.openDashboard,
  };
}

function pendingPick(pending: PendingTraining): TrainingPick {
  const { request, state } = pending;
  const argument = { type: 'pending', pending };
  return {
    key: `${request.configFile}\n${request.requestedMs}`,
    argument,
    label: request.name,
    description: stateLook(state).label,
    detail: request.configFile,
    iconPath: stateIcon(state),
    buttons:
      state === 'queued'
        ? [
            button('arrow-up', vscode.l10n.t('Move Up in Queue'), commands.moveUpInQueue),
            button('close', vscode.l10n.t('Remove from Queue'), commands.removeFromQueue),
          ]
        : [button('debug-stop', vscode.l10n.t('Stop'), commands.stop)],
    command: commands.openRunConfig,
  };
}

const button = (icon: string, tooltip: string, command: string): TrainingButton => ({
  iconPath: new vscode.ThemeIcon(icon),
  tooltip,
  command,
});
