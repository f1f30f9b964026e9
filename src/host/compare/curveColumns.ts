import type { CurveColumns } from '../../protocol/compare';
import {
  devQuantities,
  trainQuantities,
  type DevQuantity,
  type TrainQuantity,
} from '../../protocol/curveQuantities';
import type { MetricLine, ValidationLine } from '../../runs/manifest';

const readTrain: Readonly<Record<TrainQuantity, (line: MetricLine) => number>> = {
  loss: ({ loss }) => loss,
  token_accuracy: ({ tokenAccuracy }) => tokenAccuracy,
  learning_rate: ({ learningRate }) => learningRate,
  gradient_norm: ({ gradientNorm }) => gradientNorm,
};

const readDev: Readonly<Record<DevQuantity, (line: ValidationLine) => number>> = {
  loss: ({ loss }) => loss,
  perplexity: ({ perplexity }) => perplexity,
  token_accuracy: ({ tokenAccuracy }) => tokenAccuracy,
  sequence_accuracy: ({ sequenceAccuracy }) => sequenceAccuracy,
  bleu: ({ bleu = NaN }) => bleu,
  chrf: ({ chrf = NaN }) => chrf,
  edit_distance: ({ editDistance = NaN }) => editDistance,
};

type Point = Pick<MetricLine, 'step' | 'epoch' | 'elapsedMs'>;

export interface ColumnNews {
  /** These are all points, not an addition. */
  readonly whole: boolean;
  readonly columns: CurveColumns;
}

/** Points of a run by column: as objects, 50,000 of them would be many times as large. */
export class GrowingColumns<Line extends Point> {
  private length = 0;
  private capacity = 64;
  /** How many points were told; undefined: none, so that the next news are whole. */
  private told: number | undefined;
  private step = new Float64Array(this.capacity);
  private epoch = new Float64Array(this.capacity);
  private seconds = new Float64Array(this.capacity);
  private values: Float32Array<ArrayBuffer>[];

  constructor(private readonly read: readonly ((line: Line) => number)[]) {
    this.values = read.map(() => new Float32Array(this.capacity));
  }

  /** A run resumed from a checkpoint logs steps again: the newer point of a step, and all after it, replace the older ones. */
  append(lines: readonly Line[]): void {
    for (const line of lines) {
      while (this.length > 0 && this.step[this.length - 1]! >= line.step) this.length--;
      if (this.told !== undefined && this.length < this.told) this.told = undefined;
      if (this.length === this.capacity) this.grow();
      this.step[this.length] = line.step;
      this.epoch[this.length] = line.epoch;
      this.seconds[this.length] = line.elapsedMs / 1000;
      this.read.forEach((read, index) => (this.values[index]![this.length] = read(line)));
      this.length++;
    }
  }

  clear(): void {
    this.length = 0;
    this.told = undefined;
  }

  /** The next news are whole. */
  tellAnew(): void {
    this.told = undefined;
  }

  /** What has come since the last call, in arrays of its own. */
  news(): ColumnNews {
    const from = this.told ?? 0;
    const whole = this.told === undefined;
    this.told = this.length;
    return {
      whole,
      columns: {
        step: this.step.slice(from, this.length),
        epoch: this.epoch.slice(from, this.length),
        seconds: this.seconds.slice(from, this.length),
        values: this.values.map((column) => column.slice(from, this.length)),
      },
    };
  }

  private grow(): void {
    this.capacity *= 2;
    const doubles = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const bigger = new Float64Array(this.capacity);
      bigger.set(old);
      return bigger;
    };
    [this.step, this.epoch, this.seconds] = [doubles(this.step), doubles(this.epoch), doubles(this.seconds)];
    this.values = this.values.map((old) => {
      const bigger = new Float32Array(this.capacity);
      bigger.set(old);
      return bigger;
    });
  }
}

export const trainColumns = (): GrowingColumns<MetricLine> =>
  new GrowingColumns(trainQuantities.map((name) => readTrain[name]));

export const devColumns = (): GrowingColumns<ValidationLine> =>
  new GrowingColumns(devQuantities.map((name) => readDev[name]));
