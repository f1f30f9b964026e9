import { forbidden, type Constraint } from './constraint';

/** Hypotheses have at least so many tokens before the end symbol. */
export function minimumLength(tokens: number, eosId: number): Constraint<number> {
  return {
    start: () => 0,
    advance: (written) => written + 1,
    forbid: (written, _room, mask) => {
      if (written >= tokens) return false;
      mask[eosId] = forbidden;
      return true;
    },
  };
}
