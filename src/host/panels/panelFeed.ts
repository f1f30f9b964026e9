import type { AttentionMaps, PanelSamples } from '../../protocol/panel';
import type { JsonlTail } from '../../runs/jsonlTail';
import type { ChangeLine, MetricLine, MetricsFileLine, ValidationLine } from '../../runs/manifest';
import { RunReader } from '../../runs/runReader';
import { SampleFeed } from './sampleFeed';

/** Curves and samples: all of them, or what is new. Of older validations only the step, where all their samples were too many. */
export interface FeedContent {
  readonly train: readonly MetricLine[];
  readonly dev: readonly ValidationLine[];
  readonly changes: readonly ChangeLine[];
  readonly samples: readonly PanelSamples[];
}

export interface FeedNews extends FeedContent {
  /** The files were cut or replaced (a resume trains steps again): this is all there is, not an addition. */
  readonly reset: boolean;
}

/** Reads the curves and samples of a run folder, first whole, then by what was appended. */
export class PanelFeed {
  private readonly reader: RunReader;
  private metrics: JsonlTail<MetricsFileLine>;
  readonly samples: SampleFeed;

  constructor(folder: string) {
    this.reader = new RunReader(folder);
    this.metrics = this.reader.tailMetrics();
    this.samples = new SampleFeed(this.reader);
  }

  /** Everything from the beginning. */
  async all(): Promise<FeedContent> {
    this.metrics = this.reader.tailMetrics();
    this.samples.restart();
    return this.news();
  }

  /** What was appended since the last call. Calls must not overlap. */
  async news(): Promise<FeedNews> {
    const metrics = await this.metrics.read();
    const samples = await this.samples.news();
    if (metrics.reset !== samples.reset) return { ...(await this.all()), reset: true };
    return {
      train: metrics.items.filter((line) => line.kind === 'train'),
      dev: metrics.items.filter((line) => line.kind === 'dev'),
      changes: metrics.items.filter((line) => line.kind === 'change'),
      samples: samples.samples,
      reset: metrics.reset,
    };
  }

  /** What attention of the model is (or will be) in the snapshots. */
  async attentionMaps(): Promise<AttentionMaps> {
    const { task, model, data } = await this.reader.readConfig();
    if (task !== 'translation') return 'impossible';
    if (model.decoder.type === 'draw') return 'drawn';
    // Pointer networks choose by attention, and Neural Turing Machines say where what they read was written.
    const hasMaps = model.encoder.type === 'ntm' || data.trg.level === 'pointer';
    return hasMaps || model.decoder.attention.type !== 'none' ? 'by-token' : 'none';
  }

  /** The attention map of one sample at one validation; undefined when none was kept. */
  async attention(step: number, index: number) {
    const snapshot = await this.reader.readSnapshot(step);
    const map = snapshot?.maps.get(index);
    const machine = snapshot?.machines.get(index);
    return map === undefined
      ? undefined
      : { step, index, ...map, ...(machine === undefined ? {} : { machine }) };
  }
}
