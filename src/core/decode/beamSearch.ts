import { BeamGroup } from './beamGroup';
import { StepMask, type ConstrainedRow } from './constraints/stepMask';
import type { DecodingModel, DecodingRequest, DecodingStepOutput, SourceBatch } from './decodingModel';
import { candidatesFor } from './rankedTokens';
import { byRank, forcedAt, readsAttention, type SearchHypothesis, type SearchOptions } from './search';

export interface BeamOptions extends SearchOptions {
  readonly beamSize: number;
  /** Hypotheses wanted, at most `beamSize`. */
  readonly nBest: number;
  /** Groups that the beam is divided into, of equal size. Default 1. */
  readonly beamGroups?: number;
  /** λ: what a token costs in log probability for each hypothesis of an earlier group that wrote it in the same step. */
  readonly diversityPenalty?: number;
}

/**
 * What a beam search asks of a model: twice a group, so that all of it goes on even when all others end, and those that
 * other groups may make dear.
 */
export function beamRequest(options: BeamOptions): DecodingRequest {
  const { beamSize, beamGroups = 1, constraint } = options;
  const groupSize = beamSize / beamGroups;
  return {
    rowsPerSource: beamSize,
    candidates: constraint?.goals === undefined ? candidatesFor(groupSize + beamSize, options) : Infinity,
    attention: readsAttention(options),
  };
}

/**
 * Beam search over many sources at once (Graves 2012; Sutskever et al. 2014, §3.2). Each step keeps the `beamSize` most
 * probable unfinished continuations of every source; a continuation by the end symbol that is among the `beamSize` best is
 * a finished hypothesis. A source is done with `beamSize` finished hypotheses, or as soon as none of those that still grow
 * can come among its `nBest`. Hypotheses cut off at the longest length rank behind the finished ones. Best first; empty
 * for rows that only fill the batch, and where the constraint leaves nothing to write. With a beam of 1 the result is that
 * of the greedy search.
 *
 * With groups (diverse beam search, Vijayakumar et al. 2018, Hamming diversity) each is a beam by itself, whose tokens
 * cost more where earlier groups went on with them in the same step. That steers the groups apart; scores are without it.
 * The best of every group are among the `nBest` before the second best of any.
 */
export function beamSearch(
  model: DecodingModel,
  source: SourceBatch,
  options: BeamOptions,
): SearchHypothesis[][] {
  const { batchSize } = source;
  const { beamSize, constraint } = options;
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
      const forcedIds = forcedAt(options, length, rows);
      const mask = forcedIds === undefined ? stepMask?.of(open.flatMap((beam) => beam.rows())) : undefined;
      const output = session.step(previousIds, parents, forcedIds, mask);
      const forbids = (row: number, id: number): boolean => stepMask?.forbids(mask, row, id) === true;
      const encodedTime = (sourceTime: number): number => model.encodedTime(sourceTime);
      for (const beam of open) beam.advance({ output, forbids, previousIds, parents, encodedTime });
    }
  } finally {
    session.dispose();
  }
  return beams.map((beam) => beam.best());
}

/** What a step of a beam takes, and where it writes what the next step continues. */
export interface BeamStep {
  readonly output: DecodingStepOutput;
  readonly forbids: (row: number, id: number) => boolean;
  readonly previousIds: Int32Array;
  readonly parents: Int32Array;
  /** As of the model. */
  readonly encodedTime: (sourceTime: number) => number;
}

/** The beam of one source. */
class SourceBeam {
  private readonly groups: readonly BeamGroup[];

  constructor(
    index: number,
    source: SourceBatch,
    private readonly options: BeamOptions,
  ) {
    const { beamSize, beamGroups = 1, nBest } = options;
    const size = beamSize / beamGroups;
    this.groups = Array.from(
      { length: beamGroups },
      (_, group) =>
        new BeamGroup({
          index,
          source,
          options,
          firstRow: index * beamSize + group * size,
          size,
          // Which of its hypotheses are taken depends on what the others have found.
          nBest: Math.min(nBest, size),
        }),
    );
  }

  get done(): boolean {
    return this.groups.every(({ done }) => done);
  }

  /** What the coming step continues. */
  rows(): ConstrainedRow[] {
    return this.groups.flatMap((group) => (group.done ? [] : group.rows()));
  }

  advance(step: BeamStep): void {
    const { diversityPenalty = 0 } = this.options;
    const costs = new Map<number, number>();
    for (const group of this.groups) {
      if (group.done) continue;
      for (const id of group.advance(step, costs)) costs.set(id, (costs.get(id) ?? 0) + diversityPenalty);
    }
  }

  /** The `nBest` hypotheses, best first. */
  best(): SearchHypothesis[] {
    const { nBest } = this.options;
    const found = this.groups.map((group) => group.best());
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only;
    const different = new Map<string, SearchHypothesis>();
    const longest = Math.max(...found.map(({ length }) => length));
    for (let rank = 0; rank < longest; rank++)
      for (const hypotheses of found) {
        const hypothesis = hypotheses[rank];
        if (hypothesis === undefined || different.size === nBest) continue;
        const key = hypothesis.ids.join(' ');
        if (!different.has(key)) different.set(key, hypothesis);
      }
    return [...different.values()].sort(byRank);
  }
}
