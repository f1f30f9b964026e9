import type {
  DecodingModel,
  DecodingRequest,
  DecodingSession,
  SourceBatch,
} from '../../../src/core/decode/decodingModel';
import type { FullVocabularyModel, FullVocabularySession } from './fullVocabularySearch';

/** Ids of the tiny languages: padding, begin, end, then letters. */
export const pad = 0;
export const bos = 1;
export const eos = 2;

/** Probabilities of the next token by id, given a source's first id and the target ids so far. */
export type NextToken = (source: number, before: readonly number[]) => readonly number[];

/** Attention to the source positions while the next token is written. */
export type NextAttention = (source: number, before: readonly number[]) => readonly number[];

/** A table of probabilities instead of a network: what a search should find can be worked out by hand. */
export class FullTableModel implements FullVocabularyModel {
  constructor(
    readonly vocabularySize: number,
    private readonly next: NextToken,
    private readonly attend?: NextAttention,
  ) {}

  begin({ batchSize, sourceTime, sourceIds }: SourceBatch, rowsPerSource: number): FullVocabularySession {
    let histories: readonly (readonly number[])[] = Array.from(
      { length: batchSize * rowsPerSource },
      () => [],
    );
    return {
      step: (previousIds, parents) => {
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
          if (this.attend !== undefined) {
            attention.set(this.attend(source, history.slice(1)), row * sourceTime);
            return;
          }
          // Looks at the position of the step, so that the rows of a hypothesis can be told apart.
          attention[row * sourceTime + ((history.length - 1) % sourceTime)] = 1;
        });
        return { logProbabilities, attention };
      },
      dispose: () => undefined,
    };
  }
}

/** A model as a search sees it: the most probable tokens of each row, and nothing that was not asked for. */
export class ToldModel implements DecodingModel {
  steps = 0;
  maskedSteps = 0;
  encodings = 0;
  openSessions = 0;

  constructor(private readonly full: FullVocabularyModel) {}

  private get vocabularySize(): number {
    return this.full.vocabularySize;
  }

  encodedTime(sourceTime: number): number {
    return sourceTime;
  }

  begin(source: SourceBatch, { rowsPerSource, candidates, attention }: DecodingRequest): DecodingSession {
    this.encodings++;
    this.openSessions++;
    const session = this.full.begin(source, rowsPerSource);
    return {
      vocabularySize: this.vocabularySize,
      step: (previousIds, parents, forcedIds, mask) => {
        this.steps++;
        if (mask !== undefined) this.maskedSteps++;
        const all = session.step(previousIds, parents);
        mask?.forEach((value, place) => (all.logProbabilities[place]! += value));
        const told = Array.from(previousIds, (_, row) =>
          forcedIds === undefined
            ? this.mostProbable(all.logProbabilities, row, candidates)
            : [forcedIds[row]!],
        );
        return {
          width: told[0]?.length ?? 0,
          ids: Int32Array.from(told.flat()),
          logProbabilities: Float32Array.from(
            told.flatMap((ids, row) =>
              ids.map((id) => all.logProbabilities[row * this.vocabularySize + id]!),
            ),
          ),
          attention: attention ? all.attention : undefined,
        };
      },
      dispose: () => {
        this.openSessions--;
        session.dispose();
      },
    };
  }

  private mostProbable(logProbabilities: Float32Array, row: number, count: number): number[] {
    const scores = logProbabilities.subarray(row * this.vocabularySize, (row + 1) * this.vocabularySize);
    // −∞ from itself is not a number.
    const compare = (a: number, b: number): number => (a === b ? 0 : b - a);
    return Array.from(scores.keys())
      .sort((a, b) => compare(scores[a]!, scores[b]!) || a - b)
      .slice(0, count);
  }
}

/** The same of a table. */
export class TableModel extends ToldModel {
  constructor(vocabularySize: number, next: NextToken, attend?: NextAttention) {
    super(new FullTableModel(vocabularySize, next, attend));
  }
}

/** Sources of one id each, which `NextToken` gets. */
export function sourcesOf(ids: readonly number[], sourceTime = 2): SourceBatch {
  const sourceIds = new Int32Array(ids.length * sourceTime);
  ids.forEach((id, index) => (sourceIds[index * sourceTime] = id));
  return { batchSize: ids.length, sourceTime, sourceIds, sourceLengths: new Int32Array(ids.length).fill(2) };
}
