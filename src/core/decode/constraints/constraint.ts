import type { SourceBatch } from '../decodingModel';

/**
 * What the hypotheses of a search must obey. A state belongs to one hypothesis and is never changed, since hypotheses
 * share their beginnings: `advance` gives a new one.
 *
 * A search writes only what every step allows, so a constraint that must be met by the end (a text that matches, a word
 * that occurs) has to look ahead: it forbids whatever leaves too little room to meet it, and the end until it is met.
 */
export interface Constraint<State = unknown> {
  /** State of the empty hypothesis of a source. @param index of the source in its batch */
  start(index: number, batch: SourceBatch): State;
  /** State once the hypothesis goes on with `id`. It also follows ids that were forced, whether allowed or not. */
  advance(state: State, id: number): State;
  /**
   * Forbids what can't come next, the end symbol included: `mask[id] = forbidden`.
   * @param room how many tokens can still be written, the end symbol included: at least 1
   * @param mask `[vocabulary]`; what others forbade stays
   * @returns whether anything was forbidden
   */
  forbid(state: State, room: number, mask: Float32Array): boolean;
  /** Search strategy of constraints that are met bit by bit; undefined: hypotheses compete by their scores alone. */
  readonly goals?: ConstraintGoals<State>;
}

/** What lets a beam keep hypotheses that have met more of a constraint beside more probable ones that have met less. */
export interface ConstraintGoals<State = unknown> {
  /** Tokens to write in all. */
  readonly total: number;
  /** How many of them the hypothesis has written: 0 … `total`. */
  met(state: State): number;
  /** The ids that would bring it further. */
  next(state: State): readonly number[];
}

/** Added to the log probability of what can't come next. */
export const forbidden = Number.NEGATIVE_INFINITY;

/** Forbids every id but those that `allows` names. */
export function forbidUnless(mask: Float32Array, allows: (id: number) => boolean): boolean {
  let any = false;
  for (let id = 0; id < mask.length; id++) {
    if (allows(id)) continue;
    mask[id] = forbidden;
    any = true;
  }
  return any;
}
