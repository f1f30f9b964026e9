import type { MetricsFileLine, Reproduction } from './manifest';

/** Figures of time, and what depends on them or on the process: never the same twice. */
const ignored = new Set(['kind', 'step', 'elapsedMs', 'tokensPerSecond', 'tensors']);

/** Runs whose figures differ by more than this did not compute the same thing. */
export const closeDifference = 1e-3;

export type MetricsComparison = Omit<Reproduction, 'reasons'>;

type Point = Exclude<MetricsFileLine, { kind: 'change' }>;

/**
 * Compares the points of a run with those of the run it reproduces. Differences are relative, absolute below 1. Where one of
 * them ended earlier, the points up to there are compared.
 */
export function compareMetrics(
  original: readonly MetricsFileLine[],
  reproduced: readonly MetricsFileLine[],
): MetricsComparison {
  const [before, now] = [byKindAndStep(original), byKindAndStep(reproduced)];
  const [originalStep, step] = [lastMetricsStep(original), lastMetricsStep(reproduced)];
  const horizon = Math.min(originalStep, step);
  let points = 0;
  let differsFrom: number | undefined;
  let largestDifference = 0;
  const note = (atStep: number, difference: number): void => {
    if (difference === 0) return;
    differsFrom = Math.min(differsFrom ?? Infinity, atStep);
    largestDifference = Math.max(largestDifference, difference);
  };
  for (const [key, point] of before) {
    const other = now.get(key);
    if (other !== undefined) {
      points++;
      note(point.step, difference(point, other));
    } else if (point.step < horizon) note(point.step, Infinity);
  }
  for (const [key, point] of now) if (!before.has(key) && point.step < horizon) note(point.step, Infinity);
  const isShort = points === 0 || step < originalStep;
  return {
    verdict: verdictOf(largestDifference, isShort),
    points,
    originalStep,
    step,
    ...(differsFrom === undefined ? {} : { differsFrom }),
    // A point that only one of them has is no number.
    ...(largestDifference > 0 && Number.isFinite(largestDifference) ? { largestDifference } : {}),
  };
}

/** Step of the last point or validation; 0 when there is none. */
export const lastMetricsStep = (lines: readonly MetricsFileLine[]): number =>
  lines.reduce((last, line) => (line.kind === 'change' ? last : Math.max(last, line.step)), 0);

function verdictOf(largestDifference: number, isShort: boolean): Reproduction['verdict'] {
  if (largestDifference > closeDifference) return 'different';
  if (isShort) return 'incomplete';
  return largestDifference === 0 ? 'identical' : 'close';
}

function byKindAndStep(lines: readonly MetricsFileLine[]): Map<string, Point> {
  return new Map(
    lines.flatMap((line) => (line.kind === 'change' ? [] : [[`${line.kind} ${line.step}`, line] as const])),
  );
}

/** The largest difference of any figure of two points. */
function difference(a: Point, b: Point): number {
  const others: Readonly<Record<string, unknown>> = b;
  const differences = Object.entries(a)
    .filter(([name]) => !ignored.has(name))
    .map(([name, value]) => differenceOf(value, others[name]));
  return Math.max(...differences);
}

function differenceOf(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a !== 'number' || typeof b !== 'number') return typeof a === 'boolean' ? 0 : Infinity;
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}
