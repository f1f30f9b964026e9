import * as vscode from 'vscode';
import { formatPath } from '../../core/config/formatPath';
import type { ConfigChange, Remedy } from '../../core/config/edits/configChange';
import type { Refactoring, RefactoringName } from '../../core/config/edits/refactorings';

const longestValue = 40;

/** What a fix does, in words: `Set model.decoder.hidden_size to 256`. */
export function remedyTitle(remedy: Remedy, document: vscode.TextDocument): string {
  return remedy.map((change) => changeTitle(change, document)).join(' · ');
}

function changeTitle(change: ConfigChange, document: vscode.TextDocument): string {
  const { l10n } = vscode;
  switch (change.kind) {
    case 'set':
      return l10n.t('Set {0} to {1}', formatPath(change.path), inShort(change.value));
    case 'remove':
      return l10n.t('Remove {0}', formatPath(change.path));
    case 'rename':
      return l10n.t('Change to “{0}”', change.name);
    case 'move':
      return l10n.t('Move to {0}', formatPath(change.to));
    case 'swap':
      return l10n.t('Swap two items of {0}', formatPath(change.path));
    case 'remove-at':
      return l10n.t('Remove the one in line {0}', document.positionAt(change.offset).line + 1);
    case 'insert':
      return change.text.trim().length === 1
        ? l10n.t('Insert “{0}”', change.text.trim())
        : l10n.t('Insert the smallest config');
  }
}

function inShort(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** What a refactoring does, and what it has to change with it. */
export function refactoringTitle({ name, adaptations }: Refactoring, document: vscode.TextDocument): string {
  const { l10n } = vscode;
  const titles: Readonly<Record<RefactoringName, string>> = {
    'add-luong-attention': l10n.t('Add attention (Luong et al. 2015)'),
    'add-bahdanau-attention': l10n.t('Add attention (Bahdanau et al. 2015)'),
    'make-bidirectional': l10n.t('Make the encoder bidirectional'),
    'make-gnmt': l10n.t('Make it GNMT (8 layers; Wu et al. 2016)'),
    'reverse-source': l10n.t('Reverse the source (Sutskever et al. 2014)'),
  };
  return adaptations.length === 0 ? titles[name] : `${titles[name]} · ${remedyTitle(adaptations, document)}`;
}
