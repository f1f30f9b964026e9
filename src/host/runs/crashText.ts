import * as vscode from 'vscode';
import type { CrashExplanation } from './explainExit';
import { isActive } from './run';
import type { Run } from './run';

/** Why a run ended, in words, if it has and there is something to say. */
export function endMessage(run: Run): string | undefined {
  if (isActive(run)) return undefined;
  return run.crash === undefined ? run.manifest.message : crashText(run.crash);
}

/** What happened to a trainer that died, and what to do, in words. */
export function crashText({ cause, detail }: CrashExplanation): string {
  const what = crashSentence(cause);
  const said = detail === undefined ? '' : ` ${vscode.l10n.t('It last said: {0}', detail)}`;
  return `${what}${said}`;
}

function crashSentence(cause: CrashExplanation['cause']): string {
  switch (cause) {
    case 'out-of-memory':
      return vscode.l10n.t(
        'The trainer ran out of memory. Lower training.batch_size, hidden_size or max_length in the config and train again, or close other programs and resume from the last checkpoint.',
      );
    case 'killed':
      return vscode.l10n.t(
        'The trainer was ended from outside: by somebody, or by the system because memory ran out. Resume goes on from the last checkpoint. If memory ran out, train anew with a smaller training.batch_size.',
      );
    case 'native-fault':
      return vscode.l10n.t(
        'The trainer crashed in native code. Resume goes on from the last checkpoint; if it crashes again, set s2s.engine.name to wasm.',
      );
    case 'unknown':
      return vscode.l10n.t(
        'The trainer ended without a word. Resume goes on from the last checkpoint; its log may say more.',
      );
  }
}
