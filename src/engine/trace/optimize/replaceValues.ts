import type { Program, ProgramCall, ValueId } from '../program';

export type Replacements = ReadonlyMap<ValueId, ValueId>;

/** What stands for a value, by way of any number of replacements. */
export function resolve(replacements: Replacements, id: ValueId): ValueId {
  let current = id;
  for (let next = replacements.get(current); next !== undefined; next = replacements.get(current))
    current = next;
  return current;
}

/** The call with other inputs in place of those that are replaced. */
export function replaceInputs(call: ProgramCall, replacements: Replacements): ProgramCall {
  if (!call.inputs.some((id) => replacements.has(id))) return call;
  return { ...call, inputs: call.inputs.map((id) => resolve(replacements, id)) };
}

/** What a program gives, with replacements. */
export function replaceResults(
  { updates, fetches, kept }: Program,
  replacements: Replacements,
): Pick<Program, 'updates' | 'fetches' | 'kept'> {
  const replace = (ids: Readonly<Record<string, ValueId>>) =>
    Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, resolve(replacements, id)]));
  return { updates: replace(updates), fetches: replace(fetches), kept: replace(kept) };
}

/** All values that a program gives. */
export function resultValues({ updates, fetches, kept }: Program): Set<ValueId> {
  return new Set([updates, fetches, kept].flatMap((ids) => Object.values(ids)));
}
