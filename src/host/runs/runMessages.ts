import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { bestText } from '../views/metricText';
import { readSetting } from '../settings';
import type { MessageAction, UserMessages } from '../userMessages';
import { crashText } from './crashText';
import { badgeText } from '../views/reproductionText';
import type { Run } from './run';

const toldKey = 's2s.toldWhatHappensWhenWindowCloses';

/**
 * Says once what becomes of a training when the window closes, for nothing can be asked then. Whoever has chosen that it stops
 * knows.
 */
export function explainWindowClose(messages: UserMessages, memory: vscode.Memento): void {
  if (memory.get(toldKey) === true || readSetting('s2s.training.whenWindowCloses') !== 'keepRunning') return;
  void memory.update(toldKey, true);
  messages.info(
    vscode.l10n.t(
      'Training runs in a process of its own. If you close this window it goes on, and is found again when you come back.',
    ),
    {
      title: vscode.l10n.t('Change…'),
      run: () =>
        vscode.commands.executeCommand('workbench.action.openSettings', 's2s.training.whenWindowCloses'),
    },
  );
}

/** Says how a training has ended. `isShown`: its dashboard is open and says so too. */
export function announceEnd(messages: UserMessages, run: Run, isShown: boolean): void {
  const { name, best, message } = run.manifest;
  const ask = (title: string, command: string): MessageAction => ({
    title,
    run: () => vscode.commands.executeCommand(command, run.folder),
  });
  const dashboard = ask(vscode.l10n.t('Open Dashboard'), commands.openDashboard);
  const log = ask(vscode.l10n.t('Open Log'), commands.openRunLog);
  switch (run.status) {
    case 'crashed': {
      const why = run.crash === undefined ? '' : crashText(run.crash);
      const resume = ask(vscode.l10n.t('Resume'), commands.resume);
      messages.error(vscode.l10n.t('{0}: training crashed. {1}', name, why), resume, log);
      return;
    }
    case 'failed':
      messages.error(vscode.l10n.t('{0}: training failed. {1}', name, message ?? ''), log, dashboard);
      return;
    case 'finished': {
      if (isShown || announceReproduction(messages, run, dashboard)) return;
      const result = best === undefined ? '' : bestText(best);
      messages.info(vscode.l10n.t('{0}: training has finished. {1}', name, result), dashboard);
      return;
    }
    case 'stopped':
      // One that reproduces a run which was stopped ends like that too.
      if (!isShown) announceReproduction(messages, run, dashboard);
      return;
    case 'preparing':
    case 'running':
      return;
  }
}

function announceReproduction(messages: UserMessages, { manifest }: Run, dashboard: MessageAction): boolean {
  const { reproduces, reproduction } = manifest;
  if (reproduces === undefined || reproduction === undefined) return false;
  messages.info(`${reproduces}: ${badgeText(reproduction)}`, dashboard);
  return true;
}
