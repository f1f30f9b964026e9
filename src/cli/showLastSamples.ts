import { nameOfSource } from '../core/image/pictureUri';
import { RunReader } from '../runs/runReader';
import { drawAttention } from './attentionDrawing';
import { drawPictureSteps } from './pictureDrawing';
import type { Output } from './output';

const shownSamples = 5;

/** The probe set at the last validation: some samples with what the model made of them, and the attention of the first. */
export async function showLastSamples(folder: string, output: Output): Promise<void> {
  const reader = new RunReader(folder);
  const last = (await reader.readSamples()).items.at(-1);
  const [first] = last?.samples ?? [];
  if (last === undefined || first === undefined) return;
  output.line();
  output.line(`Decoded samples at step ${last.step} (held out):`);
  for (const { source, hypothesis, reference, correct } of last.samples.slice(0, shownSamples))
    output.line(
      `  ${correct ? '✓' : '✗'} ${nameOfSource(source)} → ${hypothesis}${correct ? '' : `   (reference: ${reference})`}`,
    );
  if (first.picture !== undefined) {
    output.line();
    output.line(`How the picture of the first one came about (the last one: what it should be):`);
    for (const line of drawPictureSteps(first.picture, output.columns - 2)) output.line(`  ${line}`);
  }
  const map = (await reader.readSnapshot(last.step))?.maps.get(first.index);
  if (map !== undefined) {
    output.line();
    output.line(`Where the decoder looked while it wrote "${first.hypothesis}":`);
    for (const line of drawAttention(map, first.sourceTokens, first.hypothesisTokens, {
      columns: output.columns - 2,
      regions: first.regions,
    }))
      output.line(`  ${line}`);
  }
  output.line();
}
