import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/config/diagnostic';
import { inWords } from '../../core/config/message';

/** What a finding about a config says, in the language of VS Code. */
export function diagnosticText({ message, said }: Pick<Diagnostic, 'message' | 'said'>): string {
  return said === undefined ? message : inWords(said, (pattern) => vscode.l10n.t(pattern));
}
