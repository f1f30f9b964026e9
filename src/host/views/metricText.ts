import * as vscode from 'vscode';
import type { RunManifest } from '../../runs/manifest';
import { fixedText, significantText } from '../numberText';

type Best = NonNullable<RunManifest['best']>;

/** A metric's name for people. */
export function metricLabel(metric: Best['metric']): string {
  switch (metric) {
    case 'loss':
      return vscode.l10n.t('loss');
    case 'perplexity':
      return vscode.l10n.t('perplexity');
    case 'token_accuracy':
      return vscode.l10n.t('token accuracy');
    case 'sequence_accuracy':
      return vscode.l10n.t('sequence accuracy');
    case 'bleu':
      return vscode.l10n.t('BLEU');
    case 'chrf':
      return vscode.l10n.t('chrF');
    case 'edit_distance':
      return vscode.l10n.t('edit distance');
  }
}

/** Accuracies as percentages, the others with three significant digits. */
export function metricValue({ metric, value }: Pick<Best, 'metric' | 'value'>): string {
  const isShare = metric === 'token_accuracy' || metric === 'sequence_accuracy';
  return isShare ? `${fixedText(100 * value, 1, vscode.env.language)} %` : formatLoss(value);
}

export const formatLoss = (loss: number): string => significantText(loss, 3, vscode.env.language);

export const bestText = (best: Best): string => `${metricLabel(best.metric)} ${metricValue(best)}`;
