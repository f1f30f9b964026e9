import type { ScoredPair } from '../../protocol/inference';
import { lossText } from './dataLenses';
import type { Outlier } from './findOutliers';
import type { Localizer } from './localizer';
import { significantText } from '../numberText';

/** Longer outputs are cut: the whole one stands in the hover. */
const longestOutput = 80;
/** Tokens in a hover. */
const shownTokens = 60;

/** What stands behind a row that a model was tried on. */
export function rowText(outcome: ScoredPair, vscode: Localizer): string {
  if (outcome.type === 'refused') return `✗ ${outcome.message}`;
  const { hypothesis } = outcome;
  const loss = vscode.l10n.t('loss {0}', lossText(outcome.loss, vscode));
  if (hypothesis === undefined) return loss;
  if (hypothesis.right) return `✓ ${loss}`;
  const text = hypothesis.text === '' ? vscode.l10n.t('(nothing)') : shorten(hypothesis.text);
  const output = hypothesis.finished ? text : vscode.l10n.t('{0} (cut off)', text);
  return `✗ ${output} · ${loss}`;
}

/** What the Problems view says of a row. */
export function outlierText({ loss, expected }: Outlier, medianLoss: number, vscode: Localizer): string {
  const [shown, median] = [lossText(loss, vscode), lossText(medianLoss, vscode)];
  return expected === undefined
    ? vscode.l10n.t('Loss {0} per token (median {1}): the model expected something else.', shown, median)
    : vscode.l10n.t(
        'Loss {0} per token (median {1}): the model expected “{2}”. Mislabelled?',
        shown,
        median,
        shorten(expected),
      );
}

/** What a row's hover says, as Markdown: the whole output, and how much every token of the target surprised the model. */
export function rowHover(outcome: ScoredPair, vscode: Localizer): string {
  if (outcome.type === 'refused') return escape(outcome.message);
  const { hypothesis, tokens, tokenLosses, loss, unknownTokens } = outcome;
  const parts: string[] = [];
  if (hypothesis !== undefined) {
    const probability = `${significantText(100 * Math.exp(hypothesis.logProbability), 2, vscode.env.language)} %`;
    parts.push(vscode.l10n.t('The model writes: {0} (probability {1})', code(hypothesis.text), probability));
  }
  parts.push(
    vscode.l10n.t(
      'Loss of the target: {0} nats per token, mean of {1}',
      lossText(loss, vscode),
      tokens.length,
    ),
  );
  if (unknownTokens.length > 0)
    parts.push(vscode.l10n.t('Unknown to the model: {0}', unknownTokens.map(code).join(' ')));
  const rows = tokens
    .slice(0, shownTokens)
    .map((token, index) => `| ${code(token)} | ${lossText(tokenLosses[index] ?? 0, vscode)} |`);
  const table = [
    `| ${vscode.l10n.t('target token')} | ${vscode.l10n.t('loss')} |`,
    '| --- | ---: |',
    ...rows,
    ...(tokens.length > shownTokens ? ['| … | |'] : []),
  ];
  return [...parts, table.join('\n')].join('\n\n');
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length > longestOutput ? `${characters.slice(0, longestOutput).join('')}…` : text;
}

/** As code, whatever is in it: also what would end a cell of a table. */
function code(text: string): string {
  const shown = text.replaceAll(/\s/g, '␣').replaceAll('|', '∣').replaceAll('`', 'ˋ');
  return shown === '' ? '–' : `\`${shown}\``;
}

const escape = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>]/g, '\\$&');
