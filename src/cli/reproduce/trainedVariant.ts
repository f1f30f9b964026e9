import type { ResultMetricName } from '../../core/config/expectedResult';
import type { SeedResult } from '../../core/train/trainSeeds';
import type { LengthAccuracy } from '../../core/metrics/accuracyByLength';
import type { Estimate } from '../../core/metrics/estimate';
import type { StoredResult } from './storedResult';
import type { MetricLine, RunManifest, ValidationLine } from '../../runs/manifest';

/** A variant trained with one seed, and how its best checkpoint does on the test split. */
export interface TrainedVariant {
  readonly variant: string | undefined;
  readonly seed: number;
  readonly metrics: Readonly<Partial<Record<ResultMetricName, Estimate>>>;
  /** Of sources of each length, where the task has such metrics. */
  readonly byLength: StoredResult['byLength'];
  /** Sequence accuracy by the source's tokens. */
  readonly accuracyByLength: readonly LengthAccuracy[];
  readonly trainPoints: readonly MetricLine[];
  readonly devPoints: readonly ValidationLine[];
  readonly stopReason: RunManifest['stopReason'];
  /** Step of the checkpoint that was measured. */
  readonly checkpoint: number;
  /** How long the training took; 0 where another variant's training was measured. */
  readonly seconds: number;
  readonly engine: Pick<RunManifest['engine'], 'name' | 'version' | 'threads'>;
}

/** A variant trained with many seeds at once. */
export interface TrainedSeeds {
  readonly variant: string | undefined;
  /** On the dev split, in the order of the seeds. */
  readonly seeds: readonly SeedResult[];
  /** How long the training took. */
  readonly seconds: number;
}

/** Everything trained for an entry of the gallery. */
export class TrainedEntry {
  /** @throws RangeError without any */
  constructor(
    private readonly trained: readonly TrainedVariant[],
    private readonly manySeeds: readonly TrainedSeeds[] = [],
  ) {
    if (trained.length + manySeeds.length === 0) throw new RangeError('Nothing has been trained.');
  }

  /** A variant with so many seeds at once. @throws Error when that has not been trained */
  seedsOf(variant: string | undefined, count: number): TrainedSeeds {
    const found = this.manySeeds.find((one) => one.variant === variant && one.seeds.length === count);
    if (found === undefined)
      throw new Error(`${variant ?? 'The model'} was not trained with ${count} seeds.`);
    return found;
  }

  get all(): readonly TrainedVariant[] {
    return this.trained;
  }

  /** A variant by all its seeds, in their order; the entry's first variant where none is named. */
  of(variant: string | undefined): readonly TrainedVariant[] {
    const name = variant ?? this.trained[0]?.variant;
    return this.trained.filter((candidate) => candidate.variant === name);
  }

  /** Two variants trained with the same seeds, seed by seed. */
  pairs(variant: string, than: string): readonly (readonly [TrainedVariant, TrainedVariant])[] {
    const others = this.of(than);
    return this.of(variant).flatMap((one) => {
      const other = others.find(({ seed }) => seed === one.seed);
      return other === undefined ? [] : [[one, other] as const];
    });
  }
}

/** @throws Error when this metric has not been measured */
export function metricOf(trained: TrainedVariant, name: ResultMetricName, length?: number): Estimate {
  const estimate = length === undefined ? trained.metrics[name] : metricAt(trained, name, length);
  const where = length === undefined ? '' : ` for sources of length ${length}`;
  if (estimate === undefined) throw new Error(`This task has no ${name}${where}.`);
  return estimate;
}

function metricAt(
  { byLength, accuracyByLength }: TrainedVariant,
  name: ResultMetricName,
  length: number,
): Estimate | undefined {
  return name === 'sequence_accuracy'
    ? accuracyByLength.find(({ from, to }) => from === length && to === length)
    : byLength.find((one) => one.length === length)?.metrics[name];
}
