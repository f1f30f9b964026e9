import * as vscode from 'vscode';
import type { DecodedLine } from '../../protocol/inference';
import { textOf } from './confidence';
import type { DecodedHypothesis } from './confidence';
import type { ReviewedLine } from './lineReview';
import { fixedText, numberText, significantText } from '../numberText';

/** What stands behind a decoded line: how sure the model is, and what was wrong with the source. */
export function outcomeText({ outcome, hypothesis, verdict }: ReviewedLine): string {
  const problem = problemText(outcome, hypothesis);
  if (hypothesis === undefined) return problem;
  const parts = [probabilityText(hypothesis.logProbability), problem];
  if (verdict === 'left') parts.push(vscode.l10n.t('left alone'));
  return parts.filter((part) => part !== '').join(' · ');
}

/** What was wrong with a source; empty when nothing was. */
export function problemText(outcome: DecodedLine, hypothesis?: DecodedHypothesis): string {
  if (outcome.type === 'refused') return vscode.l10n.t('left as it is: {0}', outcome.message);
  const problems: string[] = [];
  if ((hypothesis ?? outcome.hypotheses[0])?.finished === false)
    problems.push(vscode.l10n.t('cut off at the greatest length'));
  if (outcome.unknownTokens.length > 0)
    problems.push(vscode.l10n.t('unknown to the model: {0}', listed(outcome.unknownTokens)));
  return problems.join(' · ');
}

/** Why a line is left alone. */
export function doubtText({ outcome, hypothesis, doubt }: ReviewedLine): string {
  if (hypothesis === undefined || doubt === 'improbable' || doubt === undefined)
    return probabilityText(hypothesis?.logProbability ?? -Infinity);
  return problemText(outcome, hypothesis);
}

/** The probability of a whole line as a percentage with as many digits as it takes to see something. */
export function probabilityText(logProbability: number): string {
  const percent = 100 * Math.exp(logProbability);
  const { language } = vscode.env;
  if (percent >= 10) return `${numberText(percent, language)} %`;
  return percent >= 0.01
    ? `${significantText(percent, 2, language)} %`
    : `< ${fixedText(0.01, 2, language)} %`;
}

/** What would be written, or was not. */
export const quoted = (hypothesis: DecodedHypothesis | undefined): string =>
  hypothesis === undefined ? '' : vscode.l10n.t('‘{0}’', textOf(hypothesis));

const listed = (tokens: readonly string[]): string =>
  [...new Set(tokens)].map((token) => vscode.l10n.t('‘{0}’', token)).join(' ');
