import type { FromTrainer, trainPhases } from '../protocol/trainer';
import type { ChangeLine, MetricLine, ValidationLine } from '../runs/manifest';
import { formatDuration } from './duration';
import { LiveLine } from './liveLine';
import type { Output } from './output';

const plainIntervalMs = 5000;
/** The time left is judged by so many of the last points. */
const recentPoints = 20;

const phaseTexts: Record<(typeof trainPhases)[number], string> = {
  preparing: 'preparing',
  'warming-up': 'warming up',
  training: 'training',
  validating: 'validating',
  saving: 'saving',
};

/**
 * Shows how training goes: on a terminal one line that is drawn over and a line that stays for each validation; elsewhere
 * plain lines, not too many.
 */
export class TrainingProgress {
  private totalSteps: number | undefined;
  private exactMatch: number | undefined;
  private readonly recent: MetricLine[] = [];
  private lastPlainAtMs = -Infinity;
  private readonly liveLine: LiveLine;

  constructor(
    private readonly output: Output,
    private readonly now: () => number = Date.now,
  ) {
    this.liveLine = new LiveLine(output);
  }

  receive(message: FromTrainer): void {
    switch (message.type) {
      case 'manifest':
        this.totalSteps = message.manifest.totalSteps;
        return;
      case 'phase':
        if (this.recent.length === 0) this.liveLine.show(describePhase(message));
        return;
      case 'metrics':
        this.showPoint(message.point);
        return;
      case 'validation':
        this.exactMatch = message.point.sequenceAccuracy;
        this.liveLine.keep(this.describeValidation(message.point));
        return;
      case 'warning':
        this.clear();
        this.output.notice(`Warning: ${message.message}`);
        return;
      case 'change':
        this.liveLine.keep(describeChange(message.point));
        return;
      case 'checkpoint':
      case 'refused':
      case 'pong':
        return;
    }
  }

  /** Takes the live line away. */
  clear(): void {
    this.liveLine.clear();
  }

  private showPoint(point: MetricLine): void {
    this.recent.push(point);
    if (this.recent.length > recentPoints) this.recent.shift();
    const text = this.describePoint(point);
    if (this.output.interactive) {
      this.liveLine.show(text);
    } else if (this.now() - this.lastPlainAtMs >= plainIntervalMs) {
      this.lastPlainAtMs = this.now();
      this.output.line(text);
    }
  }

  private describePoint(point: MetricLine): string {
    const remainingMs = this.remainingMs();
    return [
      this.describeStep(point),
      `loss ${point.loss.toFixed(4)}`,
      ...(this.exactMatch === undefined ? [] : [`exact match ${percent(this.exactMatch)}`]),
      `${Math.round(point.tokensPerSecond).toLocaleString('en')} tokens/s`,
      ...(remainingMs === undefined ? [] : [`${formatDuration(remainingMs)} left`]),
    ].join('   ');
  }

  private describeValidation(point: ValidationLine): string {
    return [
      this.describeStep(point),
      `dev loss ${point.loss.toFixed(4)}`,
      `exact match ${percent(point.sequenceAccuracy)}`,
      `token accuracy ${percent(point.tokenAccuracy)}`,
      ...(point.bleu === undefined ? [] : [`BLEU ${point.bleu.toFixed(2)}`]),
      ...(point.chrf === undefined ? [] : [`chrF ${point.chrf.toFixed(2)}`]),
      ...(point.editDistance === undefined ? [] : [`edit distance ${point.editDistance.toFixed(4)}`]),
      ...(point.best ? ['best so far'] : []),
    ].join('   ');
  }

  private describeStep({ step, epoch }: { step: number; epoch: number }): string {
    const total = this.totalSteps === undefined ? '' : `/${this.totalSteps}`;
    return `step ${step}${total}   epoch ${epoch.toFixed(1)}`;
  }

  private remainingMs(): number | undefined {
    // The first step takes its time to warm up: it says nothing of the others.
    const first = this.recent.find(({ step }) => step > 1);
    const last = this.recent.at(-1);
    if (this.totalSteps === undefined || first === undefined || last === undefined || first === last)
      return undefined;
    const msPerStep = (last.elapsedMs - first.elapsedMs) / (last.step - first.step);
    return Math.max(0, this.totalSteps - last.step) * msPerStep;
  }
}

function describePhase({ phase, progress }: Extract<FromTrainer, { type: 'phase' }>): string {
  const parts = progress === undefined ? '' : ` ${progress.done}/${progress.total}`;
  return `${phaseTexts[phase]}${parts}…`;
}

function describeChange(point: ChangeLine): string {
  const { step, change } = point;
  switch (change) {
    case 'learning-rate':
      return `step ${step}   learning rate set to ${point.learningRate} (was ${point.previous})`;
    case 'paused':
      return `step ${step}   paused`;
    case 'continued':
      return `step ${step}   continued after ${formatDuration(point.pausedMs)}`;
  }
}

/** A share from 0 to 1 as `93.5 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
