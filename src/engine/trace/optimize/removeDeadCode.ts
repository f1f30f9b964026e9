import type { Program } from '../program';
import { resultValues } from './replaceValues';

/** Takes out calls whose outputs nobody reads, and constants likewise. */
export function removeDeadCode(program: Program): Program {
  const live = resultValues(program);
  const calls = program.calls
    .toReversed()
    .filter(({ inputs, outputs }) => {
      if (!outputs.some((id) => live.has(id))) return false;
      for (const id of inputs) live.add(id);
      return true;
    })
    .reverse();
  const constants = new Map([...program.constants].filter(([id]) => live.has(id)));
  return { ...program, calls, constants };
}
