import * as vscode from 'vscode';
import type { ToTrainer } from '../../protocol/trainer';
import type { HostServices } from '../hostServices';
import { askTrainer } from '../runs/askTrainer';
import type { AskOutcome, ReachableRuns } from '../runs/askTrainer';
import type { Run } from '../runs/run';

export interface RunQuestion {
  readonly run: Run;
  readonly request: ToTrainer;
  readonly isDone: (run: Run) => boolean;
  /** Shown while it takes its time. */
  readonly title: string;
}

/** Asks a trainer for something, shows that it takes its time, and says in words why it did not happen. */
export async function askRun(
  { store, messages }: HostServices,
  { run, request, isDone, title }: RunQuestion,
): Promise<boolean> {
  const reachable: ReachableRuns = {
    get: (folder) => store.get(folder),
    send: (folder, message) => store.send(folder, message),
    onDidChange: store.onDidChange,
  };
  const outcome = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    askTrainer(reachable, run.folder, request, isDone),
  );
  if (outcome.type === 'done') return true;
  messages.warn(problemText(run.manifest.name, outcome));
  return false;
}

function problemText(name: string, outcome: Exclude<AskOutcome, { type: 'done' }>): string {
  switch (outcome.type) {
    case 'ended':
      return vscode.l10n.t('{0} has ended in the meantime.', name);
    case 'elsewhere':
      return vscode.l10n.t(
        '{0} is being trained on another machine ({1}), which can’t be reached from here. There, seq2seq-lab control does it.',
        name,
        outcome.machine,
      );
    case 'unreachable':
      return vscode.l10n.t('The trainer of {0} can’t be reached at the moment. Try again, or stop it.', name);
    case 'late':
      return vscode.l10n.t(
        '{0} was asked, but is still busy with something longer, such as a validation. It happens after that.',
        name,
      );
  }
}
