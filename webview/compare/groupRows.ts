import type { RunGroup } from '../../src/protocol/compare';
import { isSmallerBetter } from './chartId';
import type { CompareState, KnownRun } from './compareStore';

/** A variant as the table of its sweep or ladder shows it. */
export interface GroupRow {
  readonly group: RunGroup;
  /** Undefined: it waits. */
  readonly run: KnownRun | undefined;
  readonly best: number | undefined;
  /** Of a sweep: place by its best value, from 1; equals share it. */
  readonly rank: number | undefined;
  /** Against the first row. */
  readonly delta: number | undefined;
  /** Its best value against the largest of all: the length of its bar, 0 to 1. */
  readonly share: number;
}

export interface GroupContent {
  readonly kind: RunGroup['kind'];
  readonly name: string;
  readonly metric: string | undefined;
  readonly rows: readonly GroupRow[];
  readonly finished: number;
  readonly isActive: boolean;
}

const activeStates: readonly string[] = ['preparing', 'running', 'paused'];

/** What is known of the sweep or ladder that is shown: a ladder in its order, trials best first. Undefined: nothing. */
export function groupContent({ runs, waiting, view }: CompareState): GroupContent | undefined {
  const known = new Map<string, { group: RunGroup; name: string; run: KnownRun | undefined }>();
  // Newest first: of several of one variant the newest counts.
  for (const run of runs) {
    const { group } = run;
    if (group === undefined || group.id !== view.group || run.isGone || known.has(group.fingerprint))
      continue;
    known.set(group.fingerprint, { group, name: run.name, run });
  }
  const members = [
    ...known.values(),
    ...waiting
      .filter(({ group }) => group.id === view.group && !known.has(group.fingerprint))
      .map((variant) => ({ ...variant, run: undefined })),
  ].sort((a, b) => a.group.index - b.group.index);
  const [first] = members;
  if (first === undefined) return undefined;
  const { kind } = first.group;
  const metric = members.map(({ run }) => run?.best?.metric).find((name) => name !== undefined);
  const measured = members.map(({ group, run }) => ({ group, run, best: run?.best?.value }));
  const listed = kind === 'ladder' ? measured : bestFirst(measured, metric);
  const largest = Math.max(0, ...measured.map(({ best }) => Math.abs(best ?? 0)));
  const reference = listed[0]?.best;
  return {
    kind,
    name: first.name,
    metric,
    finished: members.filter(({ run }) => run?.status === 'finished').length,
    isActive: members.some(({ run }) => run === undefined || activeStates.includes(run.status)),
    rows: listed.map((row, index) => ({
      ...row,
      rank: kind === 'sweep' ? rankOf(row, listed) : undefined,
      delta:
        index === 0 || row.best === undefined || reference === undefined ? undefined : row.best - reference,
      share: row.best === undefined || largest === 0 ? 0 : Math.abs(row.best) / largest,
    })),
  };
}

/** Equally good ones share the better place. */
function rankOf(
  { best }: { readonly best: number | undefined },
  listed: readonly { readonly best: number | undefined }[],
): number | undefined {
  return best === undefined ? undefined : listed.findIndex((other) => other.best === best) + 1;
}

function bestFirst<Row extends { readonly best: number | undefined }>(
  rows: readonly Row[],
  metric: string | undefined,
): Row[] {
  const sign = metric !== undefined && isSmallerBetter(metric) ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (a.best === undefined || b.best === undefined)
      return Number(a.best === undefined) - Number(b.best === undefined);
    return sign * (a.best - b.best);
  });
}
