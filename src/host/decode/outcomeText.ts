import * as vscode from 'vscode';
import type { DecodedLine } from '../../protocol/inference';

/** What stands behind a decoded line: how sure the model is, and what was wrong with the source. */
export function outcomeText(outcome: DecodedLine): string {
  const problem = problemText(outcome);
  if (outcome.type === 'refused') return problem;
  const probability = probabilityText(outcome.hypotheses[0]?.logProbability ?? -Infinity);
  return problem === '' ? probability : `${probability} · ${problem}`;
}

/** What was wrong with a source; empty when nothing was. */
export function problemText(outcome: DecodedLine): string {
  if (outcome.type === 'refused') return vscode.l10n.t('left as it is: {0}', outcome.message);
  const problems: string[] = [];
  if (outcome.hypotheses[0]?.finished === false)
    problems.push(vscode.l10n.t('cut off at the greatest length'));
  if (outcome.unknownTokens.length > 0)
    problems.push(vscode.l10n.t('unknown to the model: {0}', listed(outcome.unknownTokens)));
  return problems.join(' · ');
}

/** The probability of a whole line as a percentage with as many digits as it takes to see something. */
export function probabilityText(logProbability: number): string {
  const percent = 100 * Math.exp(logProbability);
  if (percent >= 10) return `${percent.toFixed(0)} %`;
  return percent >= 0.01 ? `${percent.toPrecision(2)} %` : '< 0.01 %';
}

const listed = (tokens: readonly string[]): string =>
  [...new Set(tokens)].map((token) => `‘${token}’`).join(' ');
