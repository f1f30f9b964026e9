import { Concat, Pack, SplitV, Unpack } from '@tensorflow/tfjs-core';
import { replaceInputs, replaceResults } from '../../trace/optimize/replaceValues';
import type { Program, ProgramCall, ValueId } from '../../trace/program';

/** Takes back what has just been put together: the slices of a stack are what was stacked, the parts of a join what was joined. */
export function cancelRearranging(program: Program): Program {
  const replacements = new Map<ValueId, ValueId>();
  const makers = new Map<ValueId, ProgramCall>();
  const calls: ProgramCall[] = [];
  for (const original of program.calls) {
    const call = replaceInputs(original, replacements);
    const maker = makers.get(call.inputs[0] ?? -1);
    if (maker !== undefined && takesApart(call, maker, program)) {
      call.outputs.forEach((output, index) => replacements.set(output, maker.inputs[index]!));
      continue;
    }
    calls.push(call);
    for (const output of call.outputs) makers.set(output, call);
  }
  return { ...program, calls, ...replaceResults(program, replacements) };
}

/** Whether the outputs of `call` are the inputs of `maker`. */
function takesApart(call: ProgramCall, maker: ProgramCall, { values }: Program): boolean {
  const inverse = inverses.get(call.kernel);
  if (inverse !== maker.kernel || call.outputs.length !== maker.inputs.length) return false;
  const rank = values[call.inputs[0]!]!.shape.length;
  if (axisOf(call, rank) !== axisOf(maker, rank)) return false;
  return call.outputs.every((output, index) =>
    sameShape(values[output]!.shape, values[maker.inputs[index]!]!.shape),
  );
}

const inverses: ReadonlyMap<string, string> = new Map([
  [Unpack, Pack],
  [SplitV, Concat],
]);

/** Of a tensor of this rank, the one that is whole. */
function axisOf({ attributes }: ProgramCall, rank: number): number {
  const axis = Number(attributes['axis']);
  return axis < 0 ? axis + rank : axis;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
