import type { Example } from '../data/batch';
import { fillBatch, type BatchShape } from '../data/fillBatch';
import { batchFeeds, batchSpecs, batchTensors, type BatchTensors } from '../model/batchSpecs';
import type { NamedTensors, Step } from '../step/step';
import type { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';

/** What to look at while a model works on a batch. */
export type Watch = (variables: NamedTensors, batch: BatchTensors) => NamedTensors;

/** A step that changes nothing and fetches what is watched. Feeds: `batchFeeds`. */
export function makeWatchStep(name: string, watch: Watch, shape: BatchShape): Step {
  return {
    name,
    feeds: batchSpecs(shape),
    body: (variables, feeds) => ({ fetches: { ...watch(variables, batchTensors(feeds)) } }),
  };
}

/** Watches a model at work on some examples, all of them in one batch of one shape. */
export class BatchWatcher {
  constructor(
    private readonly name: string,
    private readonly watch: Watch,
    private readonly steps: StepCache,
    private readonly codecs: Codecs,
    private readonly shape: BatchShape,
  ) {}

  /** Before the first run, so that an engine may prepare it with others. */
  compile() {
    const { batchSize, sourceTime, targetTime } = this.shape;
    return this.steps.get(`${this.name}/${batchSize}/${sourceTime}/${targetTime}`, () =>
      makeWatchStep(this.name, this.watch, this.shape),
    );
  }

  /**
   * @param examples at most as many as the batch has rows
   * @returns the examples with their targets cut where the batch ends, and what was watched of the batch
   */
  run(examples: readonly Example[]) {
    const { targetTime } = this.shape;
    const fitting = examples.map((example) => ({
      ...example,
      targetIds: example.targetIds.subarray(0, targetTime),
    }));
    const batch = fillBatch(fitting, Int32Array.from(fitting.keys()), this.shape, this.codecs);
    return { examples: fitting, fetches: this.compile().run(batchFeeds(batch)).fetches };
  }
}
