import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { Disposables } from '../disposables';
import { isPaused, progress } from '../runs/run';
import type { Run } from '../runs/run';
import type { RunStore } from '../runs/runStore';
import { Throttle } from '../throttle';
import { formatLoss } from './metricText';
import { runTooltip } from './runTooltip';
import type { RunsTreeNode } from './runsTreeNode';
import { fixedText } from '../numberText';

const updateIntervalMs = 500;

/** The status bar item while something trains: the newest training's epoch and loss, and how many others there are. */
export class TrainingStatus implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('s2s.training', vscode.StatusBarAlignment.Right, 90),
  );
  private readonly updates = this.disposables.add(new Throttle(updateIntervalMs, () => this.update()));

  constructor(private readonly store: RunStore) {
    this.item.name = vscode.l10n.t('Seq2Seq training');
    const request = (): void => this.updates.request();
    this.disposables.add(store.onDidChange(request));
    this.disposables.add(store.onDidChangeList(request));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const [run, ...others] = this.store.active();
    if (run === undefined) {
      this.item.hide();
      return;
    }
    const text = statusText(run);
    this.item.text = `$(${isPaused(run) ? 'debug-pause' : 'sync~spin'}) ${text}${others.length === 0 ? '' : ` +${others.length}`}`;
    this.item.tooltip = runTooltip(run);
    this.item.accessibilityInformation = { label: vscode.l10n.t('Training {0}', text) };
    this.item.command = {
      command: commands.openDashboard,
      title: vscode.l10n.t('Open Training Dashboard'),
      arguments: [{ type: 'run', run } satisfies RunsTreeNode],
    };
    this.item.show();
  }
}

function statusText(run: Run): string {
  const { manifest, latest, phase } = run;
  if (isPaused(run)) return vscode.l10n.t('{0}: paused at step {1}', manifest.name, progress(run).step);
  if (latest === undefined && phase === 'warming-up') return vscode.l10n.t('{0}: warming up', manifest.name);
  if (latest === undefined) return vscode.l10n.t('{0}: preparing', manifest.name);
  const epoch = fixedText(progress(run).epoch, 1, vscode.env.language);
  return vscode.l10n.t('{0}: epoch {1}, loss {2}', manifest.name, epoch, formatLoss(latest.loss));
}
