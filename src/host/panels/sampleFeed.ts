import type { PanelSamples, Sample, SampleMoment } from '../../protocol/panel';
import { mostMoments } from '../../protocol/sampleHistory';
import type { JsonlTail } from '../../runs/jsonlTail';
import type { SampleLine } from '../../runs/manifest';
import type { RunReader } from '../../runs/runReader';

/** Read at a time: the extension host has other things to do between. */
const chunkBytes = 4_000_000;
/** Samples that a page gets unasked. The newest validation is among them, however many it has. */
const mostSamples = 10_000;

export interface SampleNews {
  readonly samples: readonly PanelSamples[];
  /** The file was cut or replaced: this is all there is. */
  readonly reset: boolean;
}

/**
 * Reads the samples of a run. Many validations of many samples are more than a page could take at once: it gets the newest,
 * and of the older ones their steps; their samples when it asks.
 */
export class SampleFeed {
  private tail: JsonlTail<SampleLine>;

  constructor(private readonly reader: RunReader) {
    this.tail = reader.tailSamples(chunkBytes);
  }

  /** What was written since the last call. Calls must not overlap. */
  async news(): Promise<SampleNews> {
    let samples: readonly PanelSamples[] = [];
    let reset = false;
    for (;;) {
      const read = await this.tail.read();
      if (read.reset) [samples, reset] = [[], true];
      if (read.items.length + read.brokenLines === 0) return { samples, reset };
      samples = newestWhole([...samples, ...read.items]);
    }
  }

  /** The next call of `news` tells everything. */
  restart(): void {
    this.tail = this.reader.tailSamples(chunkBytes);
  }

  /** The samples of one validation; undefined when there is none of this step. */
  async at(step: number): Promise<readonly Sample[] | undefined> {
    let found: readonly Sample[] | undefined;
    for await (const line of this.lines()) if (line.step === step) found = line.samples;
    return found;
  }

  /** One sample at the newest validations, by rising step. */
  async history(index: number): Promise<SampleMoment[]> {
    const moments: SampleMoment[] = [];
    for await (const { step, samples } of this.lines()) {
      const sample = samples.find((other) => other.index === index);
      if (sample === undefined) continue;
      moments.push({ step, sample });
      if (moments.length > mostMoments) moments.shift();
    }
    return moments;
  }

  private async *lines(): AsyncGenerator<SampleLine> {
    const tail = this.reader.tailSamples(chunkBytes);
    for (;;) {
      const { items, brokenLines } = await tail.read();
      if (items.length + brokenLines === 0) return;
      yield* items;
    }
  }
}

/** The same validations, the older ones without their samples where all would be too many. */
function newestWhole(validations: readonly PanelSamples[]): PanelSamples[] {
  let count = 0;
  return validations
    .toReversed()
    .map((validation, age) => {
      count += validation.samples?.length ?? 0;
      return age === 0 || count <= mostSamples ? validation : { step: validation.step };
    })
    .toReversed();
}
