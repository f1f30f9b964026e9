import type { BeamOptions, BeamStep } from './beamSearch';
import { takeByGoals } from './constraints/takeByGoals';
import type { ConstrainedRow } from './constraints/stepMask';
import type { SourceBatch } from './decodingModel';
import { rankedTokens, type RankedToken } from './rankedTokens';
import {
  attentionRow,
  byRank,
  extend,
  hypothesisOf,
  lengthPenalty,
  type Node,
  type SearchHypothesis,
} from './search';

/** A hypothesis that still grows. */
interface Live {
  /** Undefined: the empty one. */
  readonly node: Node | undefined;
  readonly state: unknown;
}

/** A hypothesis continued by one token. */
interface Candidate extends RankedToken {
  /** Which hypothesis of the group. */
  readonly beam: number;
  /** What the whole hypothesis is ranked by in this step. */
  readonly rank: number;
}

export interface BeamGroupParts {
  /** Of the source in its batch. */
  readonly index: number;
  readonly source: SourceBatch;
  readonly options: BeamOptions;
  readonly firstRow: number;
  /** Hypotheses kept. */
  readonly size: number;
  /** Hypotheses wanted, at most `size`. */
  readonly nBest: number;
}

/** One beam of hypotheses of one source. */
export class BeamGroup {
  done: boolean;
  private length = 0;
  /** At first the empty hypothesis. */
  private live: readonly Live[];
  private readonly finished: SearchHypothesis[] = [];
  private readonly maxLength: number;
  private readonly keepsAttention: boolean;

  constructor(private readonly parts: BeamGroupParts) {
    const { index, source, options } = parts;
    this.maxLength = options.maxLengths[index]!;
    this.keepsAttention = options.keepAttention?.(index) === true;
    this.done = this.maxLength === 0;
    this.live = [{ node: undefined, state: options.constraint?.start(index, source) }];
  }

  /** What the coming step continues. */
  rows(): ConstrainedRow[] {
    const room = this.maxLength - this.length;
    return this.live.map(({ state }, slot) => ({ row: this.parts.firstRow + slot, state, room }));
  }

  /**
   * Takes one step, and writes what the next one continues into this group's rows.
   * @param costs what tokens cost beside their log probability
   * @returns the tokens that its hypotheses go on with
   */
  advance(step: BeamStep, costs: ReadonlyMap<number, number>): number[] {
    const { firstRow, size, options } = this.parts;
    const { eosId, constraint } = options;
    const candidates = this.candidates(step, costs);
    this.length++;
    const next: { node: Node; beam: number }[] = [];
    candidates.forEach(({ beam, id, logProbability, ranked }, place) => {
      const ends = id === eosId;
      if (ends ? place >= size : next.length === size) return;
      const attention = this.attention(step, firstRow + beam);
      const node = extend(this.live[beam]?.node, id, logProbability, attention, ranked);
      if (ends) this.finished.push(hypothesisOf(node, true, options, this.keepsAttention));
      else next.push({ node, beam });
    });
    this.live = next.map(({ node, beam }) => ({
      node,
      state: constraint?.advance(this.live[beam]?.state, node.id),
    }));
    this.done = this.isDone();
    next.forEach(({ node, beam }, slot) => {
      step.previousIds[firstRow + slot] = node.id;
      step.parents[firstRow + slot] = firstRow + beam;
    });
    return next.map(({ node }) => node.id);
  }

  /** The `nBest` hypotheses, best first. */
  best(): SearchHypothesis[] {
    const { nBest, options } = this.parts;
    const cutOff = this.length === this.maxLength ? this.live.flatMap(({ node }) => node ?? []) : [];
    return [
      ...this.finished,
      ...cutOff.map((node) => hypothesisOf(node, false, options, this.keepsAttention)),
    ]
      .sort(byRank)
      .slice(0, nBest);
  }

  /**
   * The best continuations, best first, twice as many as the group holds, so that it goes on even when all others end.
   * Among equals the better hypothesis and then the token told first comes first. With goals: of every hypothesis also the
   * tokens that bring it further and its best, and those that came equally far compete among themselves.
   */
  private candidates({ output, forbids }: BeamStep, costs: ReadonlyMap<number, number>): Candidate[] {
    const { firstRow, size, options } = this.parts;
    const { repetitionPenalty = 1, constraint, prefixIds } = options;
    const rules = { ...options, forbids, isForced: this.length < prefixIds.length };
    const goals = constraint?.goals;
    const fallsByRank = repetitionPenalty === 1 && costs.size === 0 && goals === undefined;
    const limit = 2 * size;
    const best: Candidate[] = [];
    const further: Candidate[] = [];
    this.live.forEach(({ node, state }, beam) => {
      const wanted = goals?.next(state);
      let highest: Candidate | undefined;
      for (const token of rankedTokens(output, firstRow + beam, node, rules)) {
        const rank = (node?.ranked ?? 0) + token.ranked - (costs.get(token.id) ?? 0);
        const worst = best.length < limit ? undefined : best[limit - 1];
        const isAmongBest = worst === undefined || rank > worst.rank;
        // None of those that follow is more probable.
        if (!isAmongBest && fallsByRank) break;
        const candidate = { ...token, beam, rank };
        if (isAmongBest) insert(best, candidate, limit);
        if (wanted?.includes(token.id) === true) further.push(candidate);
        if (goals !== undefined && (highest === undefined || rank > highest.rank)) highest = candidate;
      }
      if (highest !== undefined) further.push(highest);
    });
    if (goals === undefined || constraint === undefined) return best;
    const metBy = ({ beam, id }: Candidate): number =>
      goals.met(
        id === options.eosId ? this.live[beam]?.state : constraint.advance(this.live[beam]?.state, id),
      );
    return takeByGoals(mergeCandidates(best, further), metBy, limit);
  }

  private attention({ output, encodedTime }: BeamStep, row: number): Float32Array | undefined {
    const { index, source, options } = this.parts;
    if (!this.keepsAttention && (options.coverageBeta ?? 0) === 0) return undefined;
    const time = encodedTime(source.sourceTime);
    return attentionRow(output.attention, row, time, encodedTime(source.sourceLengths[index]!));
  }

  private isDone(): boolean {
    const { size, nBest, options } = this.parts;
    if (this.length === this.maxLength || this.live.length === 0) return true;
    if (this.finished.length >= size) return true;
    if (this.finished.length < nBest) return false;
    // Ranks only fall, the penalty is largest at the longest length, and coverage adds nothing above 0: no live hypothesis
    // beats this.
    const highest = this.live.reduce((high, { node }) => Math.max(high, node?.ranked ?? 0), -Infinity);
    const bound = highest / lengthPenalty(this.maxLength, options.alpha);
    return this.finished.filter(({ score }) => score >= bound).length >= nBest;
  }
}

/** Inserts into a list sorted by falling rank, behind its equals, and keeps at most `limit`. */
function insert(best: Candidate[], candidate: Candidate, limit: number): void {
  let place = best.length;
  while (place > 0 && candidate.rank > best[place - 1]!.rank) place--;
  best.splice(place, 0, candidate);
  if (best.length > limit) best.pop();
}

/** Both, each candidate once, by falling rank. */
function mergeCandidates(best: readonly Candidate[], further: readonly Candidate[]): Candidate[] {
  return [...new Set([...best, ...further])].sort((a, b) => b.rank - a.rank);
}
