import { basename } from 'node:path';
import * as vscode from 'vscode';
import { configSuffix, runItemStates } from '../../contributions';
import type { RunItemState } from '../../contributions';
import type { HostServices } from '../hostServices';
import { itemState } from '../runs/run';
import { noFilter } from '../views/runFilter';
import type { RunFilter } from '../views/runFilter';
import type { RunOrder } from '../views/arrangeRuns';
import { stateIcon, stateLook } from '../views/runStateText';
import { isConfigNode } from './runsOfArguments';
import { folderOfArgument } from './chooseRun';

type FilterPick = vscode.QuickPickItem &
  (
    | { readonly type: 'heading' }
    | { readonly type: 'starred' }
    | { readonly type: 'state'; readonly state: RunItemState }
    | { readonly type: 'config'; readonly configFile: string }
  );

/**
 * Asks which runs the Runs view should show, which follows at once: the text typed is searched for, the entries are ticked.
 * Escape brings the filter of before back. Returns the filter.
 */
export async function filterRuns({ listing, store, notes }: HostServices): Promise<RunFilter> {
  await store.firstScan;
  const before = listing.filter;
  const picker = vscode.window.createQuickPick<FilterPick>();
  picker.title = vscode.l10n.t('Filter Runs');
  picker.placeholder = vscode.l10n.t('Text in name, note, config or state; tick what a run must be');
  picker.canSelectMany = true;
  picker.value = before.text;
  const runs = store.all();
  const states = runs.map(itemState);
  const configs = runs.map(({ manifest }) => manifest.configFile);
  picker.items = [
    {
      type: 'starred',
      label: vscode.l10n.t('Starred'),
      description: countText(runs.filter(({ folder }) => notes.of(folder).star).length),
      iconPath: new vscode.ThemeIcon('star-full'),
      alwaysShow: true,
    },
    heading(vscode.l10n.t('State')),
    ...runItemStates
      .filter((state) => states.includes(state) || before.states.includes(state))
      .map((state) => ({
        type: 'state' as const,
        state,
        label: stateLook(state).label,
        description: countText(states.filter((other) => other === state).length),
        iconPath: stateIcon(state),
        alwaysShow: true,
      })),
    heading(vscode.l10n.t('Config')),
    ...[...new Set([...configs, ...before.configs])].map((configFile) => ({
      type: 'config' as const,
      configFile,
      label: basename(configFile, configSuffix),
      description: `${countText(configs.filter((other) => other === configFile).length)} · ${vscode.workspace.asRelativePath(configFile)}`,
      iconPath: new vscode.ThemeIcon('beaker'),
      alwaysShow: true,
    })),
  ];
  picker.selectedItems = picker.items.filter((item) => isTicked(item, before));
  const follow = (): void => listing.setFilter(filterOf(picker.value, picker.selectedItems));
  picker.onDidChangeValue(follow);
  picker.onDidChangeSelection(follow);
  picker.show();
  try {
    const accepted = await new Promise<boolean>((resolve) => {
      picker.onDidAccept(() => resolve(true));
      picker.onDidHide(() => resolve(false));
    });
    if (accepted) follow();
    else listing.setFilter(before);
    return listing.filter;
  } finally {
    picker.dispose();
  }
}

/** Shows the runs of the config that a row of the Runs view, a run folder or a file names, and no others. */
export function showOnlyConfig({ listing, store }: HostServices, argument: unknown): RunFilter {
  const configFile = configFileOf(store, argument);
  if (configFile !== undefined) listing.setFilter({ ...noFilter, configs: [configFile] });
  return listing.filter;
}

function configFileOf(store: HostServices['store'], argument: unknown): string | undefined {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  if (isConfigNode(argument)) return argument.configFile;
  const folder = folderOfArgument(argument);
  return folder === undefined ? undefined : store.get(folder)?.manifest.configFile;
}

/** Asks for the order of the Runs view, unless one is given. Returns the one that is set. */
export async function sortRuns({ listing }: HostServices, given: unknown): Promise<RunOrder> {
  const picks: readonly (vscode.QuickPickItem & { readonly order: RunOrder })[] = [
    {
      order: 'newest',
      label: vscode.l10n.t('Newest First'),
      detail: vscode.l10n.t('By the time at which training began'),
    },
    {
      order: 'best',
      label: vscode.l10n.t('Best Metric First'),
      detail: vscode.l10n.t(
        'By the metric that the config stops or chooses by; of each config, where it differs',
      ),
    },
    {
      order: 'name',
      label: vscode.l10n.t('Name'),
      detail: vscode.l10n.t('By the name of the config'),
    },
  ];
  const order =
    picks.find((pick) => pick.order === given)?.order ??
    (
      await vscode.window.showQuickPick(
        picks.map((pick) =>
          pick.order === listing.order ? { ...pick, description: vscode.l10n.t('now') } : pick,
        ),
        { title: vscode.l10n.t('Sort Runs'), placeHolder: vscode.l10n.t('In which order?') },
      )
    )?.order;
  if (order !== undefined) listing.setOrder(order);
  return listing.order;
}

const heading = (label: string): FilterPick => ({
  type: 'heading',
  label,
  kind: vscode.QuickPickItemKind.Separator,
});

const countText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count);

function isTicked(item: FilterPick, filter: RunFilter): boolean {
  switch (item.type) {
    case 'heading':
      return false;
    case 'starred':
      return filter.starredOnly;
    case 'state':
      return filter.states.includes(item.state);
    case 'config':
      return filter.configs.includes(item.configFile);
  }
}

const filterOf = (text: string, ticked: readonly FilterPick[]): RunFilter => ({
  text,
  starredOnly: ticked.some(({ type }) => type === 'starred'),
  states: ticked.flatMap((item) => (item.type === 'state' ? [item.state] : [])),
  configs: ticked.flatMap((item) => (item.type === 'config' ? [item.configFile] : [])),
});
