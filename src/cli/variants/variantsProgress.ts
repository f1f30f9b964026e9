import { formatDuration } from '../duration';
import { LiveLine } from '../liveLine';
import { formatMetric, metricLabels } from '../metricText';
import type { Output } from '../output';
import type { PlannedVariant } from '../../runs/variants/variantPlan';
import type { RunManifest } from '../../runs/manifest';
import { variantLabel } from './variantTexts';
import type { VariantOutcome, VariantsListener } from './trainVariants';

/** A line for each variant that begins and ends, and on a terminal one below them that says how far all is. */
export class VariantsProgress implements VariantsListener {
  private readonly beganAtMs: number;
  /** Of those under way and those that have ended: the part of its steps that was done when it began here, and now. */
  private readonly done = new Map<PlannedVariant, { readonly from: number; readonly now: number }>();
  private readonly liveLine: LiveLine;

  /** @param count of variants that are to be trained */
  constructor(
    private readonly output: Output,
    private readonly count: number,
    private readonly now: () => number = Date.now,
  ) {
    this.liveLine = new LiveLine(output);
    this.beganAtMs = now();
  }

  onBegin(variant: PlannedVariant, isResumed: boolean): void {
    this.liveLine.keep(
      `${placeOf(variant)} ${variantLabel(variant.group)}: ${isResumed ? 'going on' : 'training'}`,
    );
  }

  onProgress(variant: PlannedVariant, { step, totalSteps }: RunManifest): void {
    if (totalSteps === undefined) return;
    const now = Math.min(1, step / totalSteps);
    this.done.set(variant, { from: this.done.get(variant)?.from ?? now, now });
    this.liveLine.show(this.describe(variant, step, totalSteps));
  }

  onEnd(variant: PlannedVariant, { run, error }: VariantOutcome): void {
    const { from } = this.done.get(variant) ?? { from: 0 };
    if (run?.status !== 'stopped') this.done.set(variant, { from, now: 1 });
    const label = `${placeOf(variant)} ${variantLabel(variant.group)}`;
    if (error !== undefined) {
      this.clear();
      this.output.notice(`${label}: ${error}`);
      return;
    }
    const { status = 'stopped', manifest } = run ?? {};
    const best =
      manifest?.best === undefined
        ? ''
        : `, ${metricLabels[manifest.best.metric]} ${formatMetric(manifest.best.metric, manifest.best.value)}`;
    const after =
      manifest === undefined ? '' : ` at step ${manifest.step} after ${formatDuration(manifest.elapsedMs)}`;
    this.liveLine.keep(`${label}: ${status}${after}${best}${this.left()}`);
  }

  /** Takes the live line away. */
  clear(): void {
    this.liveLine.clear();
  }

  private describe(variant: PlannedVariant, step: number, totalSteps: number): string {
    return `${placeOf(variant)} ${variantLabel(variant.group)}   step ${step}/${totalSteps}${this.left()}`;
  }

  /** Variants are taken to last equally long: what is left is judged by what has been done here. */
  private left(): string {
    const parts = [...this.done.values()];
    const doneHere = parts.reduce((sum, { from, now }) => sum + now - from, 0);
    const rest = this.count - parts.reduce((sum, { now }) => sum + now, 0);
    if (doneHere < 0.02 || rest <= 0) return '';
    return `   about ${formatDuration(((this.now() - this.beganAtMs) * rest) / doneHere)} left`;
  }
}

const placeOf = ({ group: { index, size } }: PlannedVariant): string => `${index + 1}/${size}`;
