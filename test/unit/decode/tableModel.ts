import type { DecodingModel, DecodingSession, SourceBatch } from '../../../src/core/decode/decodingModel';

/** Ids of the tiny languages: padding, begin, end, then letters. */
export const pad = 0;
export const bos = 1;
export const eos = 2;

/** Probabilities of the next token by id, given a source's first id and the target ids so far. */
export type NextToken = (source: number, before: readonly number[]) => readonly number[];

/** A model that is a table of probabilities instead of a network: what a search should find can be worked out by hand. */
export class TableModel implements DecodingModel {
  /** Rows computed, all steps together. */
  rowsComputed = 0;
  steps = 0;
  encodings = 0;
  openSessions = 0;

  constructor(
    readonly vocabularySize: number,
    private readonly next: NextToken,
  ) {}

  begin({ batchSize, sourceTime, sourceIds }: SourceBatch, rowsPerSource: number): DecodingSession {
    this.encodings++;
    this.openSessions++;
    let histories: readonly (readonly number[])[] = Array.from(
      { length: batchSize * rowsPerSource },
      () => [],
    );
    return {
      step: (previousIds, parents) => {
        this.steps++;
        this.rowsComputed += previousIds.length;
        const rows = previousIds.length;
        histories = Array.from(previousIds, (id, row) => [...histories[parents[row]!]!, id]);
        const logProbabilities = new Float32Array(rows * this.vocabularySize);
        const attention = new Float32Array(rows * sourceTime);
        histories.forEach((history, row) => {
          const source = sourceIds[Math.floor(row / rowsPerSource) * sourceTime]!;
          // Without the begin symbol.
          const probabilities = this.next(source, history.slice(1));
          probabilities.forEach((probability, id) => {
            logProbabilities[row * this.vocabularySize + id] = Math.log(probability);
          });
          // Looks at the position of the step, so that the rows of a hypothesis can be told apart.
          attention[row * sourceTime + ((history.length - 1) % sourceTime)] = 1;
        });
        return { logProbabilities, attention };
      },
      dispose: () => {
        this.openSessions--;
      },
    };
  }
}

/** Sources of one id each, which `NextToken` gets. */
export function sourcesOf(ids: readonly number[], sourceTime = 2): SourceBatch {
  const sourceIds = new Int32Array(ids.length * sourceTime);
  ids.forEach((id, index) => (sourceIds[index * sourceTime] = id));
  return { batchSize: ids.length, sourceTime, sourceIds, sourceLengths: new Int32Array(ids.length).fill(2) };
}
