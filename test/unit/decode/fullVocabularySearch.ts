import type { BeamOptions } from '../../../src/core/decode/beamSearch';
import type { SourceBatch } from '../../../src/core/decode/decodingModel';
import {
  attentionRow,
  extend,
  hypothesisOf,
  lengthPenalty,
  type Node,
  type SearchHypothesis,
  type SearchOptions,
} from '../../../src/core/decode/search';

/** A model that tells the probabilities of the whole vocabulary at every step. */
export interface FullVocabularyModel {
  readonly vocabularySize: number;
  begin(source: SourceBatch, rowsPerSource: number): FullVocabularySession;
}

export interface FullVocabularySession {
  step(previousIds: Int32Array, parents: Int32Array): FullVocabularyOutput;
  dispose(): void;
}

export interface FullVocabularyOutput {
  /** `[rows, vocabulary]` natural logs of the next token's probabilities. */
  readonly logProbabilities: Float32Array;
  /** `[rows, sourceTime]`; undefined without attention. */
  readonly attention: Float32Array | undefined;
}

/** The oracle of `greedySearch`: looks at every token of the vocabulary. */
export function greedyByFullVocabulary(
  model: FullVocabularyModel,
  source: SourceBatch,
  options: SearchOptions,
): (SearchHypothesis | undefined)[] {
  const { batchSize, sourceTime, sourceLengths } = source;
  const { bosId, eosId, maxLengths, prefixIds } = options;
  const results = new Array<SearchHypothesis | undefined>(batchSize).fill(undefined);
  const growing = new Array<Node | undefined>(batchSize).fill(undefined);
  const open = new Set(Array.from(results.keys()).filter((row) => maxLengths[row]! > 0));
  if (open.size === 0) return results;
  const never = new Set(options.neverIds);
  const previousIds = new Int32Array(batchSize).fill(bosId);
  const parents = Int32Array.from(results.keys());
  const session = model.begin(source, 1);
  try {
    for (let length = 1; open.size > 0; length++) {
      const { logProbabilities, attention } = session.step(previousIds, parents);
      const forced = prefixIds[length - 1];
      for (const row of open) {
        const scores = rowOf(logProbabilities, row, model.vocabularySize);
        const id = forced ?? mostProbable(scores, never);
        const seen = options.keepAttention?.(row)
          ? attentionRow(attention, row, sourceTime, sourceLengths[row]!)
          : undefined;
        const node = extend(growing[row], id, scores[id]!, seen);
        growing[row] = node;
        previousIds[row] = id;
        if (id !== eosId && length < maxLengths[row]!) continue;
        results[row] = hypothesisOf(node, id === eosId, options);
        open.delete(row);
      }
    }
  } finally {
    session.dispose();
  }
  return results;
}

function rowOf(values: Float32Array, row: number, size: number): Float32Array {
  return values.subarray(row * size, (row + 1) * size);
}

function mostProbable(scores: Float32Array, never: ReadonlySet<number>): number {
  let best = -1;
  for (let id = 0; id < scores.length; id++) {
    if ((best === -1 || scores[id]! > scores[best]!) && !never.has(id)) best = id;
  }
  return best;
}

/** A hypothesis continued by one token. */
interface Candidate {
  /** Which hypothesis of the beam. */
  readonly beam: number;
  readonly id: number;
  readonly logProbability: number;
}

/** The oracle of `beamSearch`: tries every token of the vocabulary after every hypothesis. */
export function beamByFullVocabulary(
  model: FullVocabularyModel,
  source: SourceBatch,
  options: BeamOptions,
): SearchHypothesis[][] {
  const { batchSize } = source;
  const { beamSize } = options;
  const beams = Array.from({ length: batchSize }, (_, index) => new SourceBeam(index, source, options));
  if (beams.every((beam) => beam.done)) return beams.map(() => []);
  const rows = batchSize * beamSize;
  const previousIds = new Int32Array(rows).fill(options.bosId);
  const parents = Int32Array.from({ length: rows }, (_, row) => row);
  const session = model.begin(source, beamSize);
  try {
    while (beams.some((beam) => !beam.done)) {
      const output = session.step(previousIds, parents);
      for (const beam of beams) {
        if (!beam.done) beam.advance(output, model.vocabularySize, previousIds, parents);
      }
    }
  } finally {
    session.dispose();
  }
  return beams.map((beam) => beam.best());
}

/** The beam of one source. */
class SourceBeam {
  done: boolean;
  private length = 0;
  /** Hypotheses that still grow, the most probable first; at first the empty one. */
  private live: (Node | undefined)[] = [undefined];
  private readonly finished: SearchHypothesis[] = [];
  private readonly firstRow: number;
  private readonly maxLength: number;

  constructor(
    private readonly index: number,
    private readonly source: SourceBatch,
    private readonly options: BeamOptions,
  ) {
    this.firstRow = index * options.beamSize;
    this.maxLength = options.maxLengths[index]!;
    this.done = this.maxLength === 0;
  }

  /** Takes one step, and writes what the next one continues into this source's rows. */
  advance(
    output: FullVocabularyOutput,
    vocabularySize: number,
    previousIds: Int32Array,
    parents: Int32Array,
  ): void {
    const { beamSize, eosId } = this.options;
    const candidates = this.candidates(output.logProbabilities, vocabularySize);
    this.length++;
    const next: { node: Node; beam: number }[] = [];
    candidates.forEach(({ beam, id }, rank) => {
      const ends = id === eosId;
      if (ends ? rank >= beamSize : next.length === beamSize) return;
      const row = this.firstRow + beam;
      const node = extend(
        this.live[beam],
        id,
        output.logProbabilities[row * vocabularySize + id]!,
        this.attention(output, row),
      );
      if (ends) this.finished.push(hypothesisOf(node, true, this.options));
      else next.push({ node, beam });
    });
    this.live = next.map(({ node }) => node);
    this.done = this.isDone();
    next.forEach(({ node, beam }, slot) => {
      previousIds[this.firstRow + slot] = node.id;
      parents[this.firstRow + slot] = this.firstRow + beam;
    });
  }

  /** The `nBest` hypotheses, best first. */
  best(): SearchHypothesis[] {
    const { nBest } = this.options;
    const cutOff = this.length === this.maxLength ? this.live.filter((node) => node !== undefined) : [];
    return [
      ...this.finished.sort(byScore),
      ...cutOff.map((node) => hypothesisOf(node, false, this.options)).sort(byScore),
    ].slice(0, nBest);
  }

  /**
   * The best continuations, best first: twice the beam, so that `beamSize` go on even when all others end. Among equals
   * the better hypothesis and then the lower id comes first.
   */
  private candidates(logProbabilities: Float32Array, vocabularySize: number): Candidate[] {
    const { beamSize, prefixIds, neverIds } = this.options;
    const forced = prefixIds[this.length];
    const limit = 2 * beamSize;
    const best: Candidate[] = [];
    this.live.forEach((node, beam) => {
      const before = node?.logProbability ?? 0;
      const offset = (this.firstRow + beam) * vocabularySize;
      const first = forced ?? 0;
      const last = forced ?? vocabularySize - 1;
      for (let id = first; id <= last; id++) {
        const logProbability = before + logProbabilities[offset + id]!;
        const worst = best.length < limit ? undefined : best[limit - 1];
        if (worst !== undefined && !(logProbability > worst.logProbability)) continue;
        if (forced === undefined && neverIds.includes(id)) continue;
        insert(best, { beam, id, logProbability }, limit);
      }
    });
    return best;
  }

  private attention(output: FullVocabularyOutput, row: number): Float32Array | undefined {
    if (this.options.keepAttention?.(this.index) !== true) return undefined;
    const { sourceTime, sourceLengths } = this.source;
    return attentionRow(output.attention, row, sourceTime, sourceLengths[this.index]!);
  }

  private isDone(): boolean {
    const { beamSize, nBest, alpha } = this.options;
    if (this.length === this.maxLength || this.live.length === 0) return true;
    if (this.finished.length >= beamSize) return true;
    if (this.finished.length < nBest) return false;
    // Log probabilities only fall, and the penalty is largest at the longest length: no live hypothesis beats this.
    const bound = this.live[0]!.logProbability / lengthPenalty(this.maxLength, alpha);
    return this.finished.filter(({ score }) => score >= bound).length >= nBest;
  }
}

const byScore = (a: SearchHypothesis, b: SearchHypothesis): number => b.score - a.score;

/** Inserts into a list sorted by falling log probability, behind its equals, and keeps at most `limit`. */
function insert(best: Candidate[], candidate: Candidate, limit: number): void {
  let place = best.length;
  while (place > 0 && candidate.logProbability > best[place - 1]!.logProbability) place--;
  best.splice(place, 0, candidate);
  if (best.length > limit) best.pop();
}
