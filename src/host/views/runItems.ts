import { basename } from 'node:path';
import * as vscode from 'vscode';
import { commands, configItemContext, runItemContext } from '../../contributions';
import type { RunItemState } from '../../contributions';
import type { RunNotes } from '../../runs/runNotes';
import { fixedText, momentText, numberText } from '../numberText';
import type { RunComparison } from '../runs/reproductionOf';
import { isActive, isPaused, progress } from '../runs/run';
import type { Run, UnreadableRun } from '../runs/run';
import { placeInQueue, queued } from '../runs/trainingQueue';
import type { PendingTraining } from '../runs/trainings';
import { variantLabel } from '../variants/variantLabel';
import { bestRun } from './arrangeRuns';
import { bestText, formatLoss, metricValue } from './metricText';
import { badgeText } from './reproductionText';
import type { RunsTreeNode } from './runsTreeNode';
import { stateIcon, stateLook } from './runStateText';

const longestNote = 40;

export interface RunItemOptions {
  readonly state: RunItemState;
  readonly notes: RunNotes;
  readonly comparison: RunComparison | undefined;
  /** Below a row that already says of which config it is. */
  readonly isInGroup: boolean;
  /** That row also says which metric is meant. */
  readonly isBrief: boolean;
}

export function pendingItem(training: PendingTraining, all: readonly PendingTraining[]): vscode.TreeItem {
  const { request, state } = training;
  const place = placeInQueue(all, training);
  const text =
    place === undefined
      ? stateLook(state).label
      : vscode.l10n.t('{0}, {1} of {2}', stateLook(state).label, place, queued(all).length);
  const variant = request.group === undefined ? [] : [variantLabel(request.group, vscode)];
  const item = treeItem(request.name, state, [...variant, text]);
  item.tooltip =
    request.reproduces === undefined
      ? request.configFile
      : vscode.l10n.t('To reproduce {0}', basename(request.reproduces));
  return item;
}

/** A config with its runs below it, and the best that one of them has reached. */
export function configItem({
  configFile,
  name,
  runs,
}: Extract<RunsTreeNode, { type: 'config' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  const best = bestRun(runs)?.manifest.best;
  const parts = [
    ...(best === undefined ? [] : [vscode.l10n.t('best {0}', bestText(best))]),
    vscode.l10n.t('{0} runs', runs.length),
  ];
  item.id = `config:${configFile}`;
  item.description = parts.join(' · ');
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.contextValue = configItemContext;
  item.tooltip = configFile;
  item.accessibilityInformation = { label: [name, ...parts].join(', ') };
  return item;
}

/** Its tooltip comes when it is asked for. */
export function runItem(run: Run, options: RunItemOptions): vscode.TreeItem {
  const { state, isInGroup, notes } = options;
  const { name } = run.manifest;
  const label = isInGroup ? begunText(run) : name;
  const item = treeItem(label, state, runParts(run, options));
  const spoken = [
    isInGroup ? `${name}, ${label}` : name,
    ...(isPaused(run) ? [] : [stateLook(state).label]),
    ...(notes.star ? [vscode.l10n.t('starred')] : []),
    ...runParts(run, { ...options, isBrief: false, notes: { ...notes, star: false } }),
  ];
  item.accessibilityInformation = { label: [...new Set(spoken)].join(', ') };
  item.id = run.folder;
  if (notes.star) item.contextValue = `${runItemContext(state)}.starred`;
  item.command = {
    command: commands.openDashboard,
    title: vscode.l10n.t('Open Training Dashboard'),
    arguments: [{ type: 'run', run } satisfies RunsTreeNode, { isPreview: true }],
  };
  return item;
}

export function unreadableItem({ folder, id, message }: UnreadableRun): vscode.TreeItem {
  const item = treeItem(id, 'unreadable', [stateLook('unreadable').label]);
  item.id = folder;
  item.tooltip = message;
  return item;
}

function treeItem(label: string, state: RunItemState, parts: readonly string[]): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = parts.join(' · ');
  item.iconPath = stateIcon(state);
  item.contextValue = runItemContext(state);
  item.accessibilityInformation = { label: [label, ...parts].join(', ') };
  return item;
}

/** What counts most comes first: rows are cut off where the side bar ends. */
function runParts(run: Run, { state, notes, comparison, isInGroup, isBrief }: RunItemOptions): string[] {
  const { manifest, latest } = run;
  const begun = momentText(manifest.createdAt, vscode.env.language, 'short');
  return [
    ...(notes.star ? ['★'] : []),
    ...(manifest.group === undefined ? [] : [variantLabel(manifest.group, vscode)]),
    ...(isPaused(run)
      ? [vscode.l10n.t('paused at step {0}', numberText(progress(run).step, vscode.env.language))]
      : []),
    ...(comparison === undefined ? [] : [badgeText(comparison.reproduction)]),
    ...(manifest.best === undefined ? [] : [isBrief ? metricValue(manifest.best) : bestText(manifest.best)]),
    ...(isActive(run)
      ? [
          vscode.l10n.t('epoch {0}', fixedText(progress(run).epoch, 1, vscode.env.language)),
          ...(latest === undefined ? [] : [vscode.l10n.t('loss {0}', formatLoss(latest.loss))]),
        ]
      : []),
    ...(notes.note === '' ? [] : [vscode.l10n.t('“{0}”', shortened(notes.note))]),
    ...(isActive(run) || state === 'finished' ? [] : [stateLook(state).label]),
    ...(isActive(run) || isInGroup ? [] : [begun]),
    // In a multi-root workspace, the folder.
    ...((vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? [basename(run.root)] : []),
  ];
}

/** Short, since the side bar is narrow, and exact enough to tell runs of a minute apart. */
function begunText({ manifest }: Run): string {
  const begun = new Date(manifest.createdAt);
  const year = begun.getFullYear() === new Date().getFullYear() ? {} : { year: '2-digit' as const };
  return begun.toLocaleString(vscode.env.language, {
    ...year,
    ...{ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    hourCycle: 'h23',
  });
}

function shortened(note: string): string {
  const line = note.replace(/\s+/g, ' ').trim();
  return line.length <= longestNote ? line : `${line.slice(0, longestNote - 1)}…`;
}
