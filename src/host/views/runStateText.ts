import * as vscode from 'vscode';
import type { RunItemState } from '../../contributions';

interface StateLook {
  readonly label: string;
  readonly icon: string;
  /** Id of a theme colour; undefined: the foreground. */
  readonly color: string | undefined;
}

/** How a state looks in the Runs view and in pick lists. The icons differ in shape, not only in colour. */
export function stateLook(state: RunItemState): StateLook {
  switch (state) {
    case 'queued':
      return { label: vscode.l10n.t('waiting for its turn'), icon: 'clock', color: undefined };
    case 'preparing':
      return { label: vscode.l10n.t('preparing'), icon: 'loading~spin', color: undefined };
    case 'running':
      return { label: vscode.l10n.t('training'), icon: 'sync~spin', color: 'charts.blue' };
    case 'paused':
      return { label: vscode.l10n.t('paused'), icon: 'debug-pause', color: 'charts.yellow' };
    case 'finished':
      return { label: vscode.l10n.t('finished'), icon: 'pass', color: 'charts.green' };
    case 'stopped':
      return { label: vscode.l10n.t('stopped'), icon: 'debug-stop', color: undefined };
    case 'failed':
      return { label: vscode.l10n.t('failed'), icon: 'error', color: 'list.errorForeground' };
    case 'crashed':
      return { label: vscode.l10n.t('crashed'), icon: 'bug', color: 'list.errorForeground' };
    case 'unreadable':
      return { label: vscode.l10n.t('unreadable'), icon: 'warning', color: 'list.warningForeground' };
  }
}

export function stateIcon(state: RunItemState): vscode.ThemeIcon {
  const { icon, color } = stateLook(state);
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
