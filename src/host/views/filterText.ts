import { basename } from 'node:path';
import * as vscode from 'vscode';
import { configSuffix } from '../../contributions';
import type { RunFilter } from './runFilter';
import { stateLook } from './runStateText';

/** A filter in words: what a run must be to be shown. */
export function filterText({ text, states, starredOnly, configs }: RunFilter): string {
  const either = (choices: readonly string[]): string => choices.join(vscode.l10n.t(' or '));
  const parts = [
    ...(text.trim() === '' ? [] : [vscode.l10n.t('“{0}”', text.trim())]),
    ...(starredOnly ? [vscode.l10n.t('starred')] : []),
    ...(states.length === 0 ? [] : [either(states.map((state) => stateLook(state).label))]),
    ...(configs.length === 0 ? [] : [either(configs.map((file) => basename(file, configSuffix)))]),
  ];
  return parts.join(' · ');
}
