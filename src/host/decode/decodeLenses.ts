import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { DecodeSession } from './decodeSession';
import type { ReviewedLine } from './lineReview';
import { doubtText, quoted } from './outcomeText';

/** Line numbers that the summary names before it says how many more there are. */
const namedLines = 5;

/** What can be done with a preview, above its first line, and with each line that would change, above that line. */
export function decodeLenses(session: DecodeSession): vscode.CodeLens[] {
  const { review, options, previewUri } = session;
  const first = options.spans[0];
  if (first === undefined) return [];
  const at = (line: number, title: string, command = '', index?: number): vscode.CodeLens => {
    const range = new vscode.Range(line, 0, line, 0);
    const target = index === undefined ? [previewUri] : [previewUri, index];
    return new vscode.CodeLens(range, { title, command, arguments: target });
  };
  const ofLine = (reviewed: ReviewedLine, index: number): vscode.CodeLens[] => {
    const { line } = reviewed;
    const others = at(line, vscode.l10n.t('Other Hypotheses…'), commands.decodeOtherHypotheses, index);
    const accept = at(line, vscode.l10n.t('Accept'), commands.decodeAccept, index);
    switch (reviewed.verdict) {
      case 'accepted':
        return [
          at(line, `$(check) ${vscode.l10n.t('Accepted')}`),
          at(line, vscode.l10n.t('Reject'), commands.decodeReject, index),
          others,
        ];
      case 'rejected':
        return [
          at(line, `$(circle-slash) ${vscode.l10n.t('Rejected {0}', quoted(reviewed.hypothesis))}`),
          accept,
          others,
        ];
      case 'left': {
        const reason = doubtText(reviewed);
        const text = vscode.l10n.t('Left alone: {0}, {1}', quoted(reviewed.hypothesis), reason);
        return [at(line, `$(question) ${text}`), accept, others];
      }
      case 'refused':
      case 'unchanged':
        return [];
    }
  };
  const { lines, leftAlone, replacements } = review;
  // Above the line before, where there is one: the first line has lenses of its own.
  const above = Math.max(0, first.line - 1);
  const summary = [
    at(above, `$(check-all) ${writeText(replacements.size)}`, commands.decodeApply),
    at(above, vscode.l10n.t('Accept All'), commands.decodeAcceptAll),
    at(above, vscode.l10n.t('Accept Confident'), commands.decodeAcceptConfident),
  ];
  if (leftAlone.length > 0) summary.push(at(above, leftAloneText(leftAlone), commands.decodeShowLeftAlone));
  return [...summary, ...lines.flatMap(ofLine)];
}

function writeText(count: number): string {
  return count === 1 ? vscode.l10n.t('Write 1 Line') : vscode.l10n.t('Write {0} Lines', count);
}

/** “3 lines left alone: 2, 5, 7” */
export function leftAloneText(lines: readonly ReviewedLine[]): string {
  const [first] = lines;
  if (lines.length === 1 && first !== undefined)
    return vscode.l10n.t('1 line left alone: {0}', first.line + 1);
  const numbers = lines.slice(0, namedLines).map(({ line }) => line + 1);
  const list = `${numbers.join(', ')}${lines.length > namedLines ? '…' : ''}`;
  return vscode.l10n.t('{0} lines left alone: {1}', lines.length, list);
}
