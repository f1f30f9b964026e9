import { metricDirection, type MetricName } from '../../core/config/schema';
import type { ObservedStatus, RunManifest } from '../manifest';
import type { PlannedVariant, VariantPlan } from './variantPlan';

/** What is known of a run that may be that of a variant. */
export interface KnownVariantRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly status: ObservedStatus;
}

/**
 * What is left to do for a variant: nothing, wait for whoever trains it, go on from a checkpoint, or all of it. One that failed
 * would fail again, unless what made it fail is mended.
 */
export type VariantState = 'done' | 'active' | 'resumable' | 'failed' | 'new';

export interface VariantStanding {
  readonly variant: PlannedVariant;
  readonly state: VariantState;
  /** Undefined: there is none yet. */
  readonly run: KnownVariantRun | undefined;
}

const order: readonly VariantState[] = ['done', 'active', 'resumable', 'failed', 'new'];

/** How each variant stands, by the runs there are: of several of one, the one that came furthest; newest first among equals. */
export function variantStandings(
  { variants }: Pick<VariantPlan, 'variants'>,
  runs: readonly KnownVariantRun[],
): VariantStanding[] {
  return variants.map((variant) => {
    const { kind, fingerprint } = variant.group;
    const own = runs.filter(
      ({ manifest: { group } }) => group?.fingerprint === fingerprint && group.kind === kind,
    );
    const [run] = own.toSorted((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)));
    return { variant, run, state: run === undefined ? 'new' : stateOf(run) };
  });
}

function stateOf({ status }: KnownVariantRun): VariantState {
  switch (status) {
    case 'finished':
      return 'done';
    case 'preparing':
    case 'running':
      return 'active';
    case 'stopped':
    case 'crashed':
      return 'resumable';
    case 'failed':
      return 'failed';
  }
}

/** By their best value, best first; those without one last, in their own order. */
export function ranked<Row extends { readonly best: number | undefined }>(
  rows: readonly Row[],
  metric: MetricName,
): Row[] {
  const sign = metricDirection(metric) === 'minimize' ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (a.best === undefined || b.best === undefined)
      return Number(a.best === undefined) - Number(b.best === undefined);
    return sign * (a.best - b.best);
  });
}
