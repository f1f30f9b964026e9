import type { LadderStep, LeftOutReason } from '../../core/config/variants/ladder';
import type { RunGroup } from '../../runs/manifest';
import type { Localizer } from '../data/localizer';

/** What a variant is called: a trial by its values, a rung of the ladder by what it brings. */
export function variantLabel(
  { kind, variant }: Pick<RunGroup, 'kind' | 'variant'>,
  vscode: Localizer,
): string {
  return kind === 'sweep' ? variant : stepLabel(variant, vscode);
}

function stepLabel(step: string, vscode: Localizer): string {
  switch (step as LadderStep) {
    case 'rnn':
      return vscode.l10n.t('RNN');
    case 'gru':
      return vscode.l10n.t('GRU');
    case 'lstm':
      return vscode.l10n.t('LSTM');
    case 'attention':
      return vscode.l10n.t('+ attention');
    case 'reverse':
      return vscode.l10n.t('+ reversed source');
    default:
      // Of a ladder that a newer version has climbed.
      return step;
  }
}

/** Why a step of the ladder is left out. */
export function leftOutText(reason: LeftOutReason, vscode: Localizer): string {
  switch (reason) {
    case 'no-cells':
      return vscode.l10n.t('this model has no recurrent cells to exchange');
    case 'nothing-to-attend':
      return vscode.l10n.t('this model has no source to attend to, or attends by its nature');
    case 'needs-attention':
      return vscode.l10n.t('this model does not work without attention');
    case 'nothing-to-reverse':
      return vscode.l10n.t('this model has no source whose order could be reversed');
    case 'not-valid':
      return vscode.l10n.t('with it the config would not be valid');
  }
}

/** `Sweep of dates` */
export function groupTitle(kind: RunGroup['kind'], name: string, vscode: Localizer): string {
  return kind === 'sweep' ? vscode.l10n.t('Sweep of {0}', name) : vscode.l10n.t('Ladder of {0}', name);
}
