import { StepMask, type ConstrainedRow } from './constraints/stepMask';
import type { DecodingModel, DecodingRequest, DecodingStepOutput, SourceBatch } from './decodingModel';
import {
  attentionRow,
  extend,
  hypothesisOf,
  lengthPenalty,
  type Node,
  type SearchHypothesis,
  type SearchOptions,
} from './search';

export interface BeamOptions extends SearchOptions {
  readonly beamSize: number;
  /** Hypotheses wanted, at most `beamSize`. */
  readonly nBest: number;
}

/** A hypothesis continued by one token. */
interface Candidate {
  /** Which hypothesis of the beam. */
  readonly beam: number;
  readonly id: number;
  readonly tokenLogProbability: number;
  /** Of the whole hypothesis. */
  readonly logProbability: number;
}

/** What a beam search asks of a model: twice the beam, so that `beamSize` go on even when all others end. */
export function beamRequest({ beamSize, neverIds, keepAttention }: BeamOptions): DecodingRequest {
  return {
    rowsPerSource: beamSize,
    candidates: 2 * beamSize + neverIds.length,
    attention: keepAttention !== undefined,
  };
}

/**
 * Beam search over many sources at once (Graves 2012; Sutskever et al. 2014, §3.2). Each step keeps the `beamSize` most
 * probable unfinished continuations of every source; a continuation by the end symbol that is among the `beamSize` best is
 * a finished hypothesis. A source is done with `beamSize` finished hypotheses, or as soon as none of those that still grow
 * can come among its `nBest`. Hypotheses cut off at the longest length rank behind the finished ones. Best first; empty
 * for rows that only fill the batch, and where the constraint leaves nothing to write. With a beam of 1 the result is that
 * of the greedy search.
 */
export function beamSearch(
  model: DecodingModel,
  source: SourceBatch,
  options: BeamOptions,
): SearchHypothesis[][] {
  const { batchSize } = source;
  const { beamSize, constraint, prefixIds } = options;
  const beams = Array.from({ length: batchSize }, (_, index) => new SourceBeam(index, source, options));
  if (beams.every((beam) => beam.done)) return beams.map(() => []);
  const rows = batchSize * beamSize;
  const previousIds = new Int32Array(rows).fill(options.bosId);
  const parents = Int32Array.from({ length: rows }, (_, row) => row);
  const session = model.begin(source, beamRequest(options));
  const stepMask = constraint && new StepMask(constraint, rows, session.vocabularySize);
  try {
    for (let length = 0; beams.some((beam) => !beam.done); length++) {
      const open = beams.filter((beam) => !beam.done);
      const forcedId = prefixIds[length];
      const mask = forcedId === undefined ? stepMask?.of(open.flatMap((beam) => beam.rows())) : undefined;
      const output = session.step(previousIds, parents, forcedId, mask);
      const forbids = (row: number, id: number): boolean => stepMask?.forbids(mask, row, id) === true;
      for (const beam of open) beam.advance(output, forbids, previousIds, parents);
    }
  } finally {
    session.dispose();
  }
  return beams.map((beam) => beam.best());
}

/** A hypothesis that still grows. */
interface Live {
  /** Undefined: the empty one. */
  readonly node: Node | undefined;
  readonly state: unknown;
}

/** The beam of one source. */
class SourceBeam {
  done: boolean;
  private length = 0;
  /** Hypotheses that still grow, the most probable first; at first the empty one. */
  private live: readonly Live[];
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
    this.live = [{ node: undefined, state: options.constraint?.start(index) }];
  }

  /** What the coming step continues. */
  rows(): ConstrainedRow[] {
    const room = this.maxLength - this.length;
    return this.live.map(({ state }, slot) => ({ row: this.firstRow + slot, state, room }));
  }

  /** Takes one step, and writes what the next one continues into this source's rows. */
  advance(
    output: DecodingStepOutput,
    forbids: (row: number, id: number) => boolean,
    previousIds: Int32Array,
    parents: Int32Array,
  ): void {
    const { beamSize, eosId, constraint, alpha } = this.options;
    const candidates = this.candidates(output, forbids);
    this.length++;
    const next: { node: Node; beam: number }[] = [];
    candidates.forEach(({ beam, id, tokenLogProbability }, rank) => {
      const ends = id === eosId;
      if (ends ? rank >= beamSize : next.length === beamSize) return;
      const attention = this.attention(output, this.firstRow + beam);
      const node = extend(this.live[beam]?.node, id, tokenLogProbability, attention);
      if (ends) this.finished.push(hypothesisOf(node, true, alpha));
      else next.push({ node, beam });
    });
    this.live = next.map(({ node, beam }) => ({
      node,
      state: constraint?.advance(this.live[beam]?.state, node.id),
    }));
    this.done = this.isDone();
    next.forEach(({ node, beam }, slot) => {
      previousIds[this.firstRow + slot] = node.id;
      parents[this.firstRow + slot] = this.firstRow + beam;
    });
  }

  /** The `nBest` hypotheses, best first. */
  best(): SearchHypothesis[] {
    const { alpha, nBest } = this.options;
    const cutOff = this.length === this.maxLength ? this.live.flatMap(({ node }) => node ?? []) : [];
    return [
      ...this.finished.sort(byScore),
      ...cutOff.map((node) => hypothesisOf(node, false, alpha)).sort(byScore),
    ].slice(0, nBest);
  }

  /**
   * The best continuations, best first, twice as many as the beam holds. Among equals the better hypothesis and then the
   * lower id comes first. The best of all are among the best of each hypothesis.
   */
  private candidates(
    { width, ids, logProbabilities }: DecodingStepOutput,
    forbids: (row: number, id: number) => boolean,
  ): Candidate[] {
    const { beamSize, prefixIds, neverIds } = this.options;
    const isForced = this.length < prefixIds.length;
    const limit = 2 * beamSize;
    const best: Candidate[] = [];
    this.live.forEach(({ node }, beam) => {
      const before = node?.logProbability ?? 0;
      const row = this.firstRow + beam;
      const first = row * width;
      for (let place = first; place < first + width; place++) {
        const id = ids[place]!;
        const tokenLogProbability = logProbabilities[place]!;
        const logProbability = before + tokenLogProbability;
        const worst = best.length < limit ? undefined : best[limit - 1];
        // None of those that follow is more probable.
        if (worst !== undefined && !(logProbability > worst.logProbability)) break;
        if (!isForced && (neverIds.includes(id) || forbids(row, id))) continue;
        insert(best, { beam, id, tokenLogProbability, logProbability }, limit);
      }
    });
    return best;
  }

  private attention(output: DecodingStepOutput, row: number): Float32Array | undefined {
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
    const bound = (this.live[0]?.node?.logProbability ?? 0) / lengthPenalty(this.maxLength, alpha);
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
