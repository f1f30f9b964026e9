import type { Batch } from '../data/batch';

/** Sources to decode together, padded. Rows of length 0 beyond the real ones only fill the batch. */
export type SourceBatch = Pick<Batch, 'batchSize' | 'sourceTime' | 'sourceIds' | 'sourceLengths'>;

/** What one step says about every hypothesis. */
export interface DecodingStepOutput {
  /** `[rows, vocabulary]` natural logs of the next token's probabilities. */
  readonly logProbabilities: Float32Array;
  /** `[rows, sourceTime]`; undefined without attention. */
  readonly attention: Float32Array | undefined;
}

/** Encoded sources and the states of their hypotheses: row `source × rowsPerSource + i` is hypothesis `i` of a source. */
export interface DecodingSession {
  /**
   * One step of all hypotheses.
   * @param previousIds `[rows]` the token each hypothesis ends with
   * @param parents `[rows]` the row, of the same source, whose hypothesis each row continues
   */
  step(previousIds: Int32Array, parents: Int32Array): DecodingStepOutput;
  dispose(): void;
}

/** What a search needs of a model. */
export interface DecodingModel {
  readonly vocabularySize: number;
  /** Encodes the sources, once. Whoever calls this disposes the session. */
  begin(source: SourceBatch, rowsPerSource: number): DecodingSession;
}
