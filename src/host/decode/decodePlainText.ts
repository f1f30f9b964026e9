import type { InferenceProcess } from '../processes/inferenceProcess';
import type { Run } from '../runs/run';
import { LineReview } from './lineReview';
import { textSources } from './textSources';

export interface PlainTextJob {
  readonly inference: InferenceProcess;
  readonly run: Run;
  readonly text: string;
  readonly folders: readonly string[];
  readonly minConfidence: number;
  readonly signal: AbortSignal;
}

/**
 * Decodes the lines of a text that is in no document. Undefined when there is nothing but blanks.
 * @throws Error with a sentence for people
 */
export async function decodePlainText(job: PlainTextJob): Promise<LineReview | undefined> {
  const { inference, run, text, folders, minConfidence, signal } = job;
  const places = textSources(text);
  if (places.length === 0) return undefined;
  const sources = places.map(({ source }) => source);
  const outcomes = await inference.decode({ runFolder: run.folder, sources, folders, signal });
  const spans = places.flatMap((place, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [{ ...place, outcome }];
  });
  return new LineReview(text, spans, minConfidence);
}
