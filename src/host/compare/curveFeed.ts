import type { CurveMark, CurveNews } from '../../protocol/compare';
import type { ChangeLine } from '../../runs/manifest';
import { RunReader } from '../../runs/runReader';
import { devColumns, trainColumns } from './curveColumns';

/** About 4,000 lines: some ten milliseconds. */
const chunkBytes = 1_000_000;

/** Reads the curves of one run folder, first whole, then by what was appended, and keeps them while the page is open. */
export class CurveFeed {
  private readonly reader: RunReader;
  private readonly metrics;
  private readonly train = trainColumns();
  private readonly dev = devColumns();
  private changes: ChangeLine[] = [];

  constructor(private readonly key: string) {
    this.reader = new RunReader(key);
    this.metrics = this.reader.tailMetrics(chunkBytes);
  }

  /** The page has forgotten what it was told. */
  tellAnew(): void {
    this.train.tellAnew();
    this.dev.tellAnew();
  }

  /** What has come since the last call. Calls must not overlap. */
  async news(): Promise<CurveNews> {
    await this.readAll();
    const checkpoints = await this.reader.listCheckpoints().catch(() => []);
    const [train, dev] = [this.train.news(), this.dev.news()];
    if (train.whole !== dev.whole) {
      this.tellAnew();
      return this.news();
    }
    return {
      key: this.key,
      whole: train.whole,
      train: train.columns,
      dev: dev.columns,
      marks: [
        ...checkpoints.map((step): CurveMark => ({ type: 'checkpoint', step })),
        ...this.changes.map(changeMark),
      ],
    };
  }

  private async readAll(): Promise<void> {
    for (;;) {
      const { items, brokenLines, reset } = await this.metrics.read();
      if (reset) {
        this.train.clear();
        this.dev.clear();
        this.changes = [];
      }
      this.train.append(items.filter((line) => line.kind === 'train'));
      this.dev.append(items.filter((line) => line.kind === 'dev'));
      this.changes.push(...items.filter((line) => line.kind === 'change'));
      if (items.length + brokenLines === 0) return;
    }
  }
}

function changeMark(line: ChangeLine): CurveMark {
  const { change, step } = line;
  return change === 'learning-rate'
    ? { type: change, step, learningRate: line.learningRate }
    : { type: change, step };
}
