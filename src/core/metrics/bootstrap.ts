import { seededRandom } from '../data/seededRandom';
import { sumRows } from './corpusMetric';
import type { Estimate } from './estimate';

/** How often the pairs are drawn again. */
export const bootstrapResamples = 1000;

/** What is known of each pair, and how their sums become a metric. */
export interface PairStatistics {
  /** `[pairs, numbers]` */
  readonly rows: readonly ArrayLike<number>[];
  /** The metric from the numbers' sums; a value that is not finite says that it is undefined for that sample. */
  readonly score: (sums: ArrayLike<number>) => number;
}

/**
 * Metrics of the same pairs, each with its 95 % interval by the percentile bootstrap over pairs (Efron 1979; for corpus
 * metrics of translation: Koehn 2004). All metrics see the same samples. Seeded: the same pairs give the same interval. The
 * interval is widened to hold the value where all samples lie on one side of it.
 * @throws RangeError without any pair, when the metrics are of different numbers of pairs, or when a metric is undefined
 */
export function bootstrap<Name extends string>(
  metrics: Readonly<Record<Name, PairStatistics>>,
): Record<Name, Estimate> {
  const parts = Object.entries<PairStatistics>(metrics).map(([name, statistics]) =>
    prepare(name, statistics),
  );
  const pairs = parts[0]?.pairs ?? 0;
  if (parts.some((part) => part.pairs !== pairs))
    throw new RangeError('All metrics must be of the same pairs.');
  const random = seededRandom('bootstrap', pairs);
  const drawn = new Int32Array(pairs);
  for (let resample = 0; resample < bootstrapResamples; resample++) {
    for (let draw = 0; draw < pairs; draw++) drawn[draw] = random.integer(pairs);
    for (const part of parts) part.scores[resample] = rescore(part, drawn);
  }
  const estimates = parts.map(({ name, value, scores }) => [name, percentiles(value, scores)]);
  return Object.fromEntries(estimates) as Record<Name, Estimate>;
}

interface Part {
  readonly name: string;
  readonly pairs: number;
  /** `[pairs, width]`, row-major. */
  readonly flat: Float64Array;
  readonly sums: Float64Array;
  readonly score: PairStatistics['score'];
  /** Of all pairs. */
  readonly value: number;
  /** Of every sample. */
  readonly scores: Float64Array;
}

function prepare(name: string, { rows, score }: PairStatistics): Part {
  const sums = sumRows(rows);
  const value = score(sums);
  if (!Number.isFinite(value)) throw new RangeError(`${name} is undefined for these pairs.`);
  const flat = new Float64Array(rows.length * sums.length);
  rows.forEach((row, pair) => flat.set(row, pair * sums.length));
  return { name, pairs: rows.length, flat, sums, score, value, scores: new Float64Array(bootstrapResamples) };
}

function rescore({ flat, sums, score, value }: Part, drawn: Int32Array): number {
  const width = sums.length;
  sums.fill(0);
  for (const pair of drawn) {
    const start = pair * width;
    for (let column = 0; column < width; column++) sums[column]! += flat[start + column]!;
  }
  const sampled = score(sums);
  return Number.isFinite(sampled) ? sampled : value;
}

function percentiles(value: number, scores: Float64Array): Estimate {
  const sorted = scores.toSorted();
  const low = sorted[Math.floor(0.025 * bootstrapResamples)]!;
  const high = sorted[Math.ceil(0.975 * bootstrapResamples) - 1]!;
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}
