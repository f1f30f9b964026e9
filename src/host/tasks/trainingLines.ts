import * as vscode from 'vscode';
import type { ChangeLine, MetricLine, ValidationLine } from '../../runs/manifest';
import { durationText } from '../durationText';
import { fixedText, numberText } from '../numberText';
import { remainingMs } from '../runs/run';
import { bestText, formatLoss } from '../views/metricText';

/** Lines in which a task tells how its training goes. */

export function pointLine(point: MetricLine, totalSteps: number | undefined): string {
  const leftMs = remainingMs(point, totalSteps);
  return [
    stepText(point, totalSteps),
    vscode.l10n.t('loss {0}', formatLoss(point.loss)),
    ...(leftMs === undefined ? [] : [vscode.l10n.t('{0} left', durationText(leftMs / 1000, vscode))]),
  ].join('   ');
}

export const validationLine = (point: ValidationLine, totalSteps: number | undefined): string =>
  [
    stepText(point, totalSteps),
    vscode.l10n.t('dev loss {0}', formatLoss(point.loss)),
    bestText({ metric: 'sequence_accuracy', value: point.sequenceAccuracy, step: point.step }),
    ...(point.best ? [vscode.l10n.t('best so far')] : []),
  ].join('   ');

export function changeLine(point: ChangeLine): string {
  switch (point.change) {
    case 'paused':
      return vscode.l10n.t('step {0}   paused', count(point.step));
    case 'continued':
      return vscode.l10n.t(
        'step {0}   goes on after {1}',
        count(point.step),
        durationText(point.pausedMs / 1000, vscode),
      );
    case 'learning-rate':
      return vscode.l10n.t(
        'step {0}   learning rate set to {1}',
        count(point.step),
        formatLoss(point.learningRate),
      );
  }
}

const count = (steps: number): string => numberText(steps, vscode.env.language);

const stepText = ({ step, epoch }: { step: number; epoch: number }, total: number | undefined): string =>
  [
    total === undefined
      ? vscode.l10n.t('step {0}', count(step))
      : vscode.l10n.t('step {0} of {1}', count(step), count(total)),
    vscode.l10n.t('epoch {0}', fixedText(epoch, 1, vscode.env.language)),
  ].join('   ');
