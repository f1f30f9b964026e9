import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import { isPaused } from '../runs/run';
import type { RunStore } from '../runs/runStore';
import type { Trainings } from '../runs/trainings';
import { Throttle } from '../throttle';
import { runTooltip } from './runTooltip';
import { escapedMarkdown } from './escapedMarkdown';
import { runStatusText, trainingStatusText } from './trainingStatusText';

const updateIntervalMs = 500;

/** The status bar item while something trains or waits for it. A click lists the trainings. */
export class TrainingStatus implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('s2s.training', vscode.StatusBarAlignment.Right, 90),
  );
  private readonly updates = this.disposables.add(new Throttle(updateIntervalMs, () => this.update()));

  constructor(
    private readonly store: RunStore,
    private readonly trainings: Trainings,
  ) {
    this.item.name = vscode.l10n.t('Seq2Seq training');
    this.item.command = commands.showTrainings;
    const request = (): void => this.updates.request();
    this.disposables.add(store.onDidChange(request));
    this.disposables.add(store.onDidChangeList(request));
    this.disposables.add(trainings.onDidChange(request));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const runs = this.store.active();
    const waiting = this.trainings.allPending().filter(({ folder }) => folder === undefined).length;
    const text = trainingStatusText(runs, waiting, vscode);
    if (text === undefined) {
      this.item.hide();
      return;
    }
    const icon = runs.length === 0 ? 'clock' : runs.every(isPaused) ? 'debug-pause' : 'sync~spin';
    this.item.text = `$(${icon}) ${text}`;
    this.item.tooltip = this.tooltip();
    this.item.accessibilityInformation = {
      label: vscode.l10n.t('Seq2Seq training: {0}. Lists the trainings.', text),
      role: 'button',
    };
    this.item.show();
  }

  /** Of one training all there is to know, of several a line each. */
  private tooltip(): vscode.MarkdownString {
    const runs = this.store.active();
    const [first, ...others] = runs;
    if (first !== undefined && others.length === 0) return runTooltip(first);
    const lines = runs.map((run) => `- ${escapedMarkdown(runStatusText(run, vscode))}`);
    const waiting = this.trainings
      .allPending()
      .filter(({ folder }) => folder === undefined)
      .map(({ request }) => `- ${escapedMarkdown(vscode.l10n.t('{0}: waiting for its turn', request.name))}`);
    return new vscode.MarkdownString([...lines, ...waiting].join('\n'));
  }
}
