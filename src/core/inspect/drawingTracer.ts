import type { Example } from '../data/batch';
import { fillBatch, type BatchShape } from '../data/fillBatch';
import type { Seq2SeqModel } from '../model/model';
import type { Step } from '../step/step';
import type { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { specialSymbolCount } from '../text/specialIds';
import { batchFeeds, batchSpecs, batchTensors } from '../model/batchSpecs';
import { inkDigit, type PictureSteps } from './pictureSteps';

/** What of a model draws. */
type Drawing = NonNullable<Seq2SeqModel['drawingSteps']>;

/**
 * The canvas of a model that draws, after every step. Feeds: `batchFeeds`. Fetches `canvases` `[batch, steps, height, width]`,
 * see `DrawingSteps`.
 */
export function makeDrawingStep(drawingSteps: Drawing, shape: BatchShape): Step {
  return {
    name: 'drawing',
    feeds: batchSpecs(shape),
    body: (variables, feeds) => ({
      fetches: { canvases: drawingSteps(variables, batchTensors(feeds).source).canvases },
    }),
  };
}

/** Watches a model draw the pictures of some examples, all of them in one batch of one shape. */
export class DrawingTracer {
  private constructor(
    private readonly drawingSteps: Drawing,
    private readonly steps: StepCache,
    private readonly codecs: Codecs,
    private readonly shape: BatchShape,
    private readonly size: readonly [height: number, width: number],
  ) {}

  /**
   * @param size height and width of the pictures
   * @returns undefined for a model that does not draw
   */
  static of(
    { drawingSteps }: Seq2SeqModel,
    steps: StepCache,
    codecs: Codecs,
    shape: BatchShape,
    size: readonly [height: number, width: number],
  ): DrawingTracer | undefined {
    return drawingSteps && new DrawingTracer(drawingSteps, steps, codecs, shape, size);
  }

  /** Before the first run, so that an engine may prepare it with others. */
  compile() {
    const { batchSize, sourceTime, targetTime } = this.shape;
    return this.steps.get(`drawing/${batchSize}/${sourceTime}/${targetTime}`, () =>
      makeDrawingStep(this.drawingSteps, this.shape),
    );
  }

  /** @param examples as many as the batch has rows; targets that are longer than the batch are cut */
  run(examples: readonly Example[]): PictureSteps[] {
    const { batchSize, targetTime } = this.shape;
    const fitting = examples.map((example) => ({
      ...example,
      targetIds: example.targetIds.subarray(0, targetTime),
    }));
    const batch = fillBatch(fitting, Int32Array.from(fitting.keys()), this.shape, this.codecs);
    const canvases = this.compile().run(batchFeeds(batch)).fetches['canvases'] as Float32Array;
    const [height, width] = this.size;
    const pixels = height * width;
    const perRow = canvases.length / batchSize;
    return fitting.map(({ targetIds }, row) => ({
      width,
      height,
      steps: Array.from({ length: perRow / pixels }, (_, step) =>
        Array.from(
          canvases.subarray(row * perRow + step * pixels, row * perRow + (step + 1) * pixels),
          inkDigit,
        ).join(''),
      ),
      reference: this.reference(targetIds, pixels),
    }));
  }

  /** Levels are shown by their place in the vocabulary, as those of the canvas. */
  private reference(ids: Int32Array, pixels: number): string {
    const last = Math.max(1, this.codecs.target.vocabularySize - specialSymbolCount - 1);
    return Array.from(ids.subarray(0, pixels), (id) => inkDigit((id - specialSymbolCount) / last)).join('');
  }
}
