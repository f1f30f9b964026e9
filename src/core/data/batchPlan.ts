import type { Codecs } from '../text/codecs';
import type { Batch, Example } from './batch';
import { fillBatch } from './fillBatch';
import type { BatchShape } from './fillBatch';
import { lengthBuckets } from './lengthBuckets';
import type { LengthBucket } from './lengthBuckets';
import { seededRandom, shuffle } from './seededRandom';

export interface BatchPlanOptions {
  /** Pairs in a batch; a smaller dataset makes smaller batches. */
  readonly batchSize: number;
  readonly bucketWidth: number;
  /** A new order every epoch; otherwise the order of the dataset within each bucket. */
  readonly shuffle: boolean;
  readonly seed: number;
  /** Most different shapes. Default 8. */
  readonly maxShapes?: number;
}

interface PlannedBatch {
  readonly bucket: LengthBucket;
  readonly rows: Int32Array;
}

const defaultMaxShapes = 8;

/**
 * Which examples stand in which batch. The order is a pure function of (seed, epoch), so a resumed run needs to know only
 * its epoch and the index of its next batch. Every example stands in exactly one batch of an epoch; every epoch has the
 * same number of batches. The last batch of a bucket is filled up with empty rows, so that shapes are few.
 */
export class BatchPlan {
  readonly batchesInEpoch: number;
  /** Every shape that occurs, the largest targets first. */
  readonly shapes: readonly BatchShape[];
  /** How many batches of an epoch have each of the shapes. */
  readonly batchesOfShapes: readonly number[];
  /** Of all source and target positions computed in an epoch, the part that is padding, 0 to 1. */
  readonly paddingFraction: number;
  private readonly batchSize: number;
  private readonly buckets: readonly LengthBucket[];
  private planned: { readonly epoch: number; readonly batches: readonly PlannedBatch[] } | undefined;

  constructor(
    private readonly examples: readonly Example[],
    private readonly codecs: Pick<Codecs, 'source' | 'target'>,
    private readonly options: BatchPlanOptions,
  ) {
    if (examples.length === 0) throw new RangeError('A batch plan needs at least one example.');
    this.batchSize = Math.min(options.batchSize, examples.length);
    this.buckets = lengthBuckets(examples, {
      batchSize: this.batchSize,
      bucketWidth: options.bucketWidth,
      maxShapes: options.maxShapes ?? defaultMaxShapes,
    });
    this.shapes = this.buckets.map(({ sourceTime, targetTime }) => ({
      batchSize: this.batchSize,
      sourceTime,
      targetTime,
      featureSize: this.featureSize,
    }));
    this.batchesOfShapes = this.buckets.map((bucket) => this.batchesOf(bucket));
    this.batchesInEpoch = this.batchesOfShapes.reduce((sum, batches) => sum + batches, 0);
    this.paddingFraction = this.computePaddingFraction();
  }

  /** Batch `index` (from 0) of an epoch (from 0). */
  batch(epoch: number, index: number): Batch {
    const planned = this.epoch(epoch)[index];
    if (planned === undefined) {
      throw new RangeError(`Epoch ${epoch} has batches 0 to ${this.batchesInEpoch - 1}, not ${index}.`);
    }
    return this.fill(planned);
  }

  /** The first batches of the first epoch that have one of the shapes: as many as asked for, if there are. */
  batchesWithShape(shapeIndex: number, count: number): Batch[] {
    const bucket = this.buckets[shapeIndex];
    const planned = this.epoch(0).filter((each) => each.bucket === bucket);
    return planned.slice(0, count).map((each) => this.fill(each));
  }

  private fill({ bucket: { sourceTime, targetTime }, rows }: PlannedBatch): Batch {
    const shape = { batchSize: this.batchSize, sourceTime, targetTime, featureSize: this.featureSize };
    return fillBatch(this.examples, rows, shape, this.codecs);
  }

  private get featureSize(): number | undefined {
    return this.codecs.source.features?.size;
  }

  private epoch(epoch: number): readonly PlannedBatch[] {
    if (this.planned?.epoch !== epoch) this.planned = { epoch, batches: this.planEpoch(epoch) };
    return this.planned.batches;
  }

  private planEpoch(epoch: number): PlannedBatch[] {
    const random = seededRandom('order', this.options.seed, epoch);
    const batches = this.buckets.flatMap((bucket) => {
      const rows = bucket.rows.slice();
      if (this.options.shuffle) shuffle(rows, random);
      return Array.from({ length: this.batchesOf(bucket) }, (_, index) => ({
        bucket,
        rows: rows.subarray(index * this.batchSize, (index + 1) * this.batchSize),
      }));
    });
    if (!this.options.shuffle) return batches.sort((a, b) => a.rows[0]! - b.rows[0]!);
    const order = Int32Array.from(batches.keys());
    shuffle(order, random);
    return Array.from(order, (index) => batches[index]!);
  }

  private batchesOf({ rows }: LengthBucket): number {
    return Math.ceil(rows.length / this.batchSize);
  }

  private computePaddingFraction(): number {
    const used = this.examples.reduce(
      (sum, { sourceIds, targetIds }) => sum + sourceIds.length + targetIds.length,
      0,
    );
    const computed = this.buckets.reduce(
      (sum, bucket) =>
        sum + this.batchesOf(bucket) * this.batchSize * (bucket.sourceTime + bucket.targetTime),
      0,
    );
    return 1 - used / computed;
  }
}

/**
 * Batches for scoring or decoding a dataset: every example once, in a fixed order; `rows` says which is where.
 * No examples, no batches.
 */
export function evaluationBatches(
  examples: readonly Example[],
  codecs: Pick<Codecs, 'source' | 'target'>,
  options: Pick<BatchPlanOptions, 'batchSize' | 'bucketWidth' | 'maxShapes'>,
): Batch[] {
  if (examples.length === 0) return [];
  const plan = new BatchPlan(examples, codecs, { ...options, shuffle: false, seed: 0 });
  return Array.from({ length: plan.batchesInEpoch }, (_, index) => plan.batch(0, index));
}
