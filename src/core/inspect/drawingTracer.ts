import type { Example } from '../data/batch';
import type { BatchShape } from '../data/fillBatch';
import type { Seq2SeqModel } from '../model/model';
import type { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { specialSymbolCount } from '../text/specialIds';
import { BatchWatcher, type Watch } from './batchWatcher';
import { inkDigit, type PictureSteps } from './pictureSteps';

/** Watches a model draw the pictures of some examples: its canvas after every step. */
export class DrawingTracer {
  private constructor(
    private readonly watcher: BatchWatcher,
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
    if (drawingSteps === undefined) return undefined;
    // `[batch, steps, height, width]`
    const watch: Watch = (variables, { source }) => ({ canvases: drawingSteps(variables, source).canvases });
    return new DrawingTracer(new BatchWatcher('drawing', watch, steps, codecs, shape), codecs, shape, size);
  }

  /** Before the first run, so that an engine may prepare it with others. */
  compile() {
    return this.watcher.compile();
  }

  /** @param examples as many as the batch has rows; targets that are longer than the batch are cut */
  run(examples: readonly Example[]): PictureSteps[] {
    const { examples: fitting, fetches } = this.watcher.run(examples);
    const canvases = fetches['canvases'] as Float32Array;
    const [height, width] = this.size;
    const pixels = height * width;
    const perRow = canvases.length / this.shape.batchSize;
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
