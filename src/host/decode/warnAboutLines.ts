import * as vscode from 'vscode';
import type { DecodedLine } from '../../protocol/inference';
import type { UserMessages } from '../userMessages';
import { problemText } from './outcomeText';

export interface OutcomeOfLine {
  /** From 0. */
  readonly line: number;
  readonly outcome: DecodedLine;
}

const listedLines = 3;

/** Says which lines were left alone, and which hold what the model has never seen. */
export function warnAboutLines(messages: UserMessages, lines: readonly OutcomeOfLine[]): void {
  const refused = lines.filter(({ outcome }) => outcome.type === 'refused');
  const doubtful = lines.filter(
    ({ outcome }) => outcome.type === 'decoded' && outcome.unknownTokens.length > 0,
  );
  const odd = [...refused, ...doubtful];
  if (odd.length === 0) return;
  const list = odd
    .slice(0, listedLines)
    .map(({ line, outcome }) => vscode.l10n.t('line {0}: {1}', line + 1, problemText(outcome)));
  if (odd.length > listedLines) list.push(vscode.l10n.t('{0} more', odd.length - listedLines));
  const text =
    refused.length > 0
      ? vscode.l10n.t('{0} of {1} lines could not be decoded.', refused.length, lines.length)
      : vscode.l10n.t('The model may err where it meets what it has never seen.');
  messages.warn(`${text} ${list.join('; ')}`);
}
