import * as vscode from 'vscode';
import type { RunComparison } from '../runs/reproductionOf';
import { itemState, progress } from '../runs/run';
import type { Run } from '../runs/run';
import { endMessage } from '../runs/crashText';
import { escapedMarkdown } from './escapedMarkdown';
import { bestText, formatLoss } from './metricText';
import { badgeDetail, badgeText } from './reproductionText';
import { stateLook } from './runStateText';
import { fixedText, momentText, numberText } from '../numberText';

/** Everything about a run at a glance. Names and messages come from files: they never count as Markdown. */
export function runTooltip(run: Run, comparison?: RunComparison): vscode.MarkdownString {
  const { manifest, latest } = run;
  const { step, epoch } = progress(run);
  const text = new vscode.MarkdownString(
    `**${escapedMarkdown(manifest.name)}** · ${stateLook(itemState(run)).label}`,
  );
  const stepText = (count: number): string => numberText(count, vscode.env.language);
  const line = (label: string, value: string): void => {
    text.appendMarkdown(`\n\n${escapedMarkdown(label)}: ${escapedMarkdown(value)}`);
  };
  const { totalSteps } = manifest;
  const total = totalSteps === undefined ? '' : ` / ${stepText(totalSteps)}`;
  line(vscode.l10n.t('Step'), `${stepText(step)}${total}`);
  line(vscode.l10n.t('Epoch'), fixedText(epoch, 1, vscode.env.language));
  if (latest !== undefined) line(vscode.l10n.t('Training loss'), formatLoss(latest.loss));
  if (manifest.best !== undefined)
    line(
      vscode.l10n.t('Best'),
      vscode.l10n.t('{0} at step {1}', bestText(manifest.best), stepText(manifest.best.step)),
    );
  if (latest !== undefined) line(vscode.l10n.t('Learning rate'), formatLoss(latest.learningRate));
  const changes = manifest.learningRateChanges ?? [];
  if (changes.length > 0)
    line(
      vscode.l10n.t('Learning rate set by hand'),
      changes
        .map(({ step: at, learningRate }) => vscode.l10n.t('{0} after step {1}', learningRate, stepText(at)))
        .join(', '),
    );
  line(
    vscode.l10n.t('Engine'),
    `${manifest.engine.name} ${manifest.engine.version} (${manifest.engine.reason})`,
  );
  line(vscode.l10n.t('Parameters'), numberText(manifest.parameterCount, vscode.env.language));
  line(vscode.l10n.t('Begun'), momentText(manifest.createdAt, vscode.env.language, 'medium'));
  line(vscode.l10n.t('Config'), manifest.configFile);
  if (comparison !== undefined) {
    text.appendMarkdown(`\n\n---\n\n**${escapedMarkdown(badgeText(comparison.reproduction))}**`);
    text.appendMarkdown(`\n\n${escapedMarkdown(badgeDetail(comparison))}`);
  }
  const problem = endMessage(run);
  if (problem !== undefined) text.appendMarkdown(`\n\n---\n\n${escapedMarkdown(problem)}`);
  return text;
}
