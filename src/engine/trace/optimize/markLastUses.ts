import type { Program, ValueId } from '../program';
import { resultValues } from './replaceValues';

/** Fills in `frees`: of the values that calls make, those which are no results, where they were last read. */
export function markLastUses(program: Program): Program {
  const results = resultValues(program);
  const lastUse = new Map<ValueId, number>();
  program.calls.forEach(({ inputs, outputs }, index) => {
    // An output that nobody reads is of no use after the call that makes it.
    for (const id of outputs) lastUse.set(id, index);
    for (const id of inputs) if (lastUse.has(id)) lastUse.set(id, index);
  });
  const frees = program.calls.map((): ValueId[] => []);
  for (const [id, index] of lastUse) if (!results.has(id)) frees[index]!.push(id);
  return { ...program, calls: program.calls.map((call, index) => ({ ...call, frees: frees[index]! })) };
}
