import type { ScoredPair } from '../../protocol/inference';

/** A row whose target the model finds far less probable than those of the others, and would have written otherwise. */
export interface Outlier {
  /** From 0. */
  readonly line: number;
  /** Nats per target token. */
  readonly loss: number;
  /** What the model writes instead; undefined of a language model. */
  readonly expected: string | undefined;
  /** Whether the model gives its own output at least an even chance: the label is then what is more likely wrong. */
  readonly isSure: boolean;
}

export interface Outliers {
  /** The worst first. */
  readonly rows: readonly Outlier[];
  /** Of all rows that were scored, nats per token. */
  readonly medianLoss: number;
}

interface ScoredRow {
  readonly line: number;
  readonly outcome: ScoredPair;
}

/** Shown in the Problems view at most. */
const mostOutliers = 20;
/** How many standard deviations, as the median absolute deviation estimates them, an outlier is away from the median. */
const deviations = 5;
const deviationOfMad = 1.4826;
/**
 * Nats per token that an outlier is above the median at least. Where a model knows nearly all rows by heart their spread is next
 * to nothing, and what stands out first are its own slips: one wrong token in a short target (measured on clean data: up to 1.2).
 */
const leastDistance = 1.25;
/** With fewer rows there is no saying what is usual. */
const fewestRows = 10;

/**
 * The rows that are most probably mislabelled: their loss stands out from those of the others by a threshold that outliers
 * themselves do not move (median + k · MAD), and the model would write something else. Clean data gives none.
 */
export function findOutliers(rows: readonly ScoredRow[]): Outliers {
  const losses = rows.flatMap(({ outcome }) => (outcome.type === 'scored' ? [outcome.loss] : []));
  const medianLoss = median(losses);
  if (losses.length < fewestRows) return { rows: [], medianLoss };
  const mad = median(losses.map((loss) => Math.abs(loss - medianLoss)));
  const threshold = medianLoss + Math.max(leastDistance, deviations * deviationOfMad * mad);
  const outliers = rows.flatMap(({ line, outcome }): Outlier[] => {
    if (outcome.type === 'refused' || outcome.loss < threshold) return [];
    const { loss, hypothesis } = outcome;
    if (hypothesis?.right === true) return [];
    const isSure =
      hypothesis !== undefined && hypothesis.finished && hypothesis.logProbability >= Math.log(0.5);
    return [{ line, loss, expected: hypothesis?.text, isSure }];
  });
  outliers.sort((a, b) => b.loss - a.loss || a.line - b.line);
  return { rows: outliers.slice(0, mostOutliers), medianLoss };
}

/** Of no values 0. */
function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
