import type { Batch } from '../data/batch';

/** Sources to decode together, padded. Rows of length 0 beyond the real ones only fill the batch. */
export type SourceBatch = Pick<
  Batch,
  'batchSize' | 'sourceTime' | 'sourceIds' | 'featureSize' | 'sourceFeatures' | 'sourceLengths'
>;

/** What a search wants of every step. */
export interface DecodingRequest {
  /** Hypotheses of each source that grow beside each other. */
  readonly rowsPerSource: number;
  /** How many of the most probable next tokens of each hypothesis. */
  readonly candidates: number;
  readonly attention: boolean;
}

/** What one step says about every hypothesis. */
export interface DecodingStepOutput {
  /** Next tokens that are told of each row: the candidates asked for, or all there are, or the one that was forced. */
  readonly width: number;
  /** `[rows, width]` next tokens, the most probable first, the lowest id first among equals. */
  readonly ids: Int32Array;
  /** `[rows, width]` natural logs of their probabilities. */
  readonly logProbabilities: Float32Array;
  /** `[rows, encodedTime]`; undefined without attention, or if it was not asked for. */
  readonly attention: Float32Array | undefined;
}

/** Encoded sources and the states of their hypotheses: row `source × rowsPerSource + i` is hypothesis `i` of a source. */
export interface DecodingSession {
  /** How many ids there are: the width of a mask. */
  readonly vocabularySize: number;
  /**
   * One step of all hypotheses.
   * @param previousIds `[rows]` the token each hypothesis ends with
   * @param parents `[rows]` the row, of the same source, whose hypothesis each row continues
   * @param forcedIds `[rows]` the tokens that come next whatever their probabilities, which alone are told then
   * @param mask `[rows, vocabulary]` added to the log probabilities: −∞ for tokens that can't come next, which are told
   * after all others if at all; the others keep their probability. Not together with `forcedIds`.
   */
  step(
    previousIds: Int32Array,
    parents: Int32Array,
    forcedIds: Int32Array | undefined,
    mask?: Float32Array,
  ): DecodingStepOutput;
  dispose(): void;
}

/** What a search needs of a model. */
export interface DecodingModel {
  /** Encodes the sources, once. Whoever calls this disposes the session. */
  begin(source: SourceBatch, request: DecodingRequest): DecodingSession;
  /** How many positions attention has of a source of so many; never falls with its argument. */
  encodedTime(sourceTime: number): number;
}
