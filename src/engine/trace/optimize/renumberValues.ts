import type { TensorSpec } from '../../../core/step/step';
import type { Program, ValueId } from '../program';

/** Leaves out the values that nothing makes or reads any more, and numbers the others in the order of the program. */
export function renumberValues(program: Program): Program {
  const values: TensorSpec[] = [];
  const numbers = new Map<ValueId, ValueId>();
  const number = (id: ValueId): ValueId => {
    let next = numbers.get(id);
    if (next === undefined) numbers.set(id, (next = values.push(program.values[id]!) - 1));
    return next;
  };
  const record = (ids: Readonly<Record<string, ValueId>>) =>
    Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, number(id)]));
  return {
    name: program.name,
    values,
    variables: record(program.variables),
    feeds: record(program.feeds),
    constants: new Map([...program.constants].map(([id, constant]) => [number(id), constant])),
    calls: program.calls.map((call) => ({
      ...call,
      inputs: call.inputs.map(number),
      outputs: call.outputs.map(number),
      frees: call.frees.map(number),
    })),
    updates: record(program.updates),
    fetches: record(program.fetches),
    kept: record(program.kept),
  };
}
