import type { Localizer } from '../data/localizer';
import { durationText } from '../durationText';
import { fixedText, numberText, significantText } from '../numberText';
import { isPaused, progress, remainingMs } from '../runs/run';
import type { Run } from '../runs/run';

type StatusRun = Pick<Run, 'manifest' | 'status' | 'latest' | 'phase'>;

/** What the status bar says of trainings: of one how far it is, of several how many there are. Undefined: nothing. */
export function trainingStatusText(
  runs: readonly StatusRun[],
  waiting: number,
  vscode: Localizer,
): string | undefined {
  const [first, ...others] = runs;
  const queue = waiting === 0 ? [] : [vscode.l10n.t('{0} waiting', waiting)];
  if (first === undefined) return waiting === 0 ? undefined : queue.join('');
  if (others.length === 0) return [runStatusText(first, vscode), ...queue].join(' · ');
  const paused = runs.filter(isPaused).length;
  return [
    vscode.l10n.t('{0} trainings', runs.length),
    ...(paused === 0 ? [] : [vscode.l10n.t('{0} paused', paused)]),
    ...queue,
  ].join(' · ');
}

/** How far a training is: `dates: 42 % · 3 min 05 s left · loss 0.21`. */
export function runStatusText(run: StatusRun, vscode: Localizer): string {
  const { manifest, latest, phase } = run;
  const { name, totalSteps } = manifest;
  const done = progress(run);
  const { step } = done;
  const { language } = vscode.env;
  if (isPaused(run)) return vscode.l10n.t('{0}: paused at step {1}', name, numberText(step, language));
  if (latest === undefined && phase === 'warming-up') return vscode.l10n.t('{0}: warming up', name);
  if (latest === undefined) return vscode.l10n.t('{0}: preparing', name);
  const leftMs = remainingMs(done, totalSteps);
  const parts = [
    totalSteps === undefined || totalSteps === 0
      ? vscode.l10n.t('step {0}', numberText(step, language))
      : `${fixedText(Math.floor((100 * step) / totalSteps), 0, language)} %`,
    ...(leftMs === undefined ? [] : [vscode.l10n.t('{0} left', durationText(leftMs / 1000, vscode))]),
    vscode.l10n.t('loss {0}', significantText(latest.loss, 3, language)),
  ];
  return `${name}: ${parts.join(' · ')}`;
}
