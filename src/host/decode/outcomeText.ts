import * as vscode from 'vscode';
import type { DecodedLine } from '../../protocol/inference';

/** What stands behind a decoded line: how sure the model is, and what it did not know. */
export function outcomeText(outcome: DecodedLine): string {
  if (outcome.type === 'refused') return vscode.l10n.t('left as it is: {0}', outcome.message);
  const [best] = outcome.hypotheses;
  const parts = [probabilityText(best?.logProbability ?? -Infinity)];
  if (best?.finished === false) parts.push(vscode.l10n.t('cut off at the greatest length'));
  if (outcome.unknownTokens.length > 0)
    parts.push(vscode.l10n.t('unknown to the model: {0}', listed(outcome.unknownTokens)));
  return parts.join(' · ');
}

/** The probability of a whole line as a percentage with as many digits as it takes to see something. */
export function probabilityText(logProbability: number): string {
  const percent = 100 * Math.exp(logProbability);
  if (percent >= 10) return `${percent.toFixed(0)} %`;
  return percent >= 0.01 ? `${percent.toPrecision(2)} %` : '< 0.01 %';
}

const listed = (tokens: readonly string[]): string =>
  [...new Set(tokens)].map((token) => `‘${token}’`).join(' ');
