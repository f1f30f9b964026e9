import { Cast, Concat, Pack, Reshape, SplitV, Tile, Transpose, Unpack } from '@tensorflow/tfjs-core';
import type { Program, ProgramCall, ValueId } from '../program';
import { replaceInputs, replaceResults } from './replaceValues';

/** Removes calls that only hand an input on, and makes reshapes of those that only change its shape. */
export function removeNoOps(program: Program): Program {
  const replacements = new Map<ValueId, ValueId>();
  /** The call that makes a value, if it is a reshape. */
  const reshapes = new Map<ValueId, ProgramCall>();
  const calls: ProgramCall[] = [];
  for (const original of program.calls) {
    let call = replaceInputs(original, replacements);
    if (keepsOrder(call, program)) call = asReshape(call, program);
    const [input] = call.inputs;
    const [output] = call.outputs;
    if (call.kernel === Reshape && input !== undefined && output !== undefined) {
      // A reshape of a reshape starts from what the first one had.
      const source = reshapes.get(input)?.inputs[0] ?? input;
      if (sameSpec(program, source, output)) {
        replacements.set(output, source);
        continue;
      }
      call = { ...call, inputs: [source] };
      reshapes.set(output, call);
    }
    calls.push(call);
  }
  return { ...program, calls, ...replaceResults(program, replacements) };
}

/** Whether the only output has the bits of the only input, in their order. */
function keepsOrder({ kernel, inputs, outputs, attributes }: ProgramCall, { values }: Program): boolean {
  if (inputs.length !== 1 || outputs.length !== 1) return false;
  const from = values[inputs[0]!]!;
  const to = values[outputs[0]!]!;
  switch (kernel) {
    case Cast:
      return from.dtype === to.dtype;
    case Concat:
    case Pack:
    case SplitV:
    case Unpack:
      return true;
    case Tile:
      return (attributes['reps'] as number[]).every((count) => count === 1);
    case Transpose: {
      // Moving axes of length 1 moves no element.
      const moved = (attributes['perm'] as number[]).filter((axis) => from.shape[axis] !== 1);
      return moved.every((axis, index) => index === 0 || moved[index - 1]! < axis);
    }
    default:
      return false;
  }
}

function asReshape({ inputs, outputs, frees }: ProgramCall, { values }: Program): ProgramCall {
  return {
    kernel: Reshape,
    inputNames: ['x'],
    inputs,
    attributes: { shape: [...values[outputs[0]!]!.shape] },
    outputs,
    outputsList: false,
    frees,
  };
}

function sameSpec({ values }: Program, a: ValueId, b: ValueId): boolean {
  const left = values[a]!;
  const right = values[b]!;
  return (
    left.dtype === right.dtype &&
    left.shape.length === right.shape.length &&
    left.shape.every((size, axis) => size === right.shape[axis])
  );
}
