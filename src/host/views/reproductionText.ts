import * as vscode from 'vscode';
import type { Reproduction } from '../../runs/manifest';
import type { RunComparison } from '../runs/reproductionOf';
import { significantText } from '../numberText';

/** A badge: a sign and a few words. */
export function badgeText(reproduction: Reproduction): string {
  const { verdict, differsFrom = 0, step, originalStep } = reproduction;
  switch (verdict) {
    case 'identical':
      return vscode.l10n.t('✓ reproduced bit for bit');
    case 'close':
      return vscode.l10n.t('≈ differs by {0} from step {1}', differenceText(reproduction), differsFrom);
    case 'different':
      return vscode.l10n.t('✗ differs by {0} from step {1}', differenceText(reproduction), differsFrom);
    case 'incomplete':
      return vscode.l10n.t('✗ reproduced up to step {0} of {1}', step, originalStep);
  }
}

/** What was compared with what, and why the numbers may differ. */
export function badgeDetail({ reproduction, otherId, isOriginal }: RunComparison): string {
  const { points, reasons, verdict } = reproduction;
  const compared = isOriginal
    ? vscode.l10n.t('Trained again as {0}; {1} points were compared.', otherId, points)
    : vscode.l10n.t('Trained to reproduce {0}; {1} points were compared.', otherId, points);
  const differences = reasons.map(({ what, original, now }) =>
    vscode.l10n.t('{0}: {1} then, {2} now', what, original, now),
  );
  const isSame = verdict === 'identical' || verdict === 'incomplete';
  if (reasons.length === 0)
    return isSame
      ? compared
      : `${compared} ${vscode.l10n.t('Engine, versions and threads were the same: it may be another processor, or a fault.')}`;
  const title = isSame ? vscode.l10n.t('What was not the same:') : vscode.l10n.t('What may be the reason:');
  return `${compared} ${title} ${differences.join('; ')}.`;
}

const differenceText = ({ largestDifference }: Reproduction): string =>
  largestDifference === undefined ? '?' : significantText(largestDifference, 1, vscode.env.language);
