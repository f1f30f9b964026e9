import type { Constraint } from './constraint';

/**
 * Several constraints as one: all of them hold. Each looks ahead for itself, so that together they may lead into a dead
 * end, which ends the hypothesis without a result.
 */
export function allConstraints(constraints: readonly Constraint[]): Constraint | undefined {
  const [first, ...others] = constraints;
  if (first === undefined || others.length === 0) return first;
  const withGoals = constraints.findIndex(({ goals }) => goals !== undefined);
  const goals = constraints[withGoals]?.goals;
  const all: Constraint<readonly unknown[]> = {
    start: (index, batch) => constraints.map((constraint) => constraint.start(index, batch)),
    advance: (states, id) => constraints.map((constraint, index) => constraint.advance(states[index], id)),
    forbid: (states, room, mask) =>
      constraints.reduce(
        (any, constraint, index) => constraint.forbid(states[index], room, mask) || any,
        false,
      ),
    ...(goals === undefined
      ? {}
      : {
          goals: {
            total: goals.total,
            met: (states) => goals.met(states[withGoals]),
            next: (states) => goals.next(states[withGoals]),
          },
        }),
  };
  return all;
}
