import { engine, stack, unstack, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import { scanKernel, type ScanAttributes } from '../../src/core/ops/recordScan';
import type { Program, ProgramCall } from '../../src/engine/trace/program';

/** Computes a program call by call on the current backend, loops included; within a `tidy`. */
export function executeProgram(
  program: Program,
  feeds: Readonly<Record<string, Tensor>>,
  variables: Readonly<Record<string, Tensor>> = {},
): Record<string, Tensor> {
  const values = new Map<number, Tensor>();
  for (const [name, id] of Object.entries(program.feeds)) values.set(id, feeds[name]!);
  for (const [name, id] of Object.entries(program.variables)) values.set(id, variables[name]!);
  for (const [id, constant] of program.constants) {
    const { shape, dtype } = program.values[id]!;
    values.set(id, engine().makeTensor(constant, [...shape], dtype));
  }
  for (const call of program.calls) {
    const outputs = executeCall(
      call,
      call.inputs.map((id) => values.get(id)!),
    );
    call.outputs.forEach((id, index) => values.set(id, outputs[index]!));
  }
  return Object.fromEntries(Object.entries(program.fetches).map(([name, id]) => [name, values.get(id)!]));
}

function executeCall(call: ProgramCall, inputs: readonly Tensor[]): Tensor[] {
  if (call.kernel === scanKernel) return executeScan(call, inputs);
  const named =
    call.inputNames === undefined
      ? [...inputs]
      : Object.fromEntries(call.inputNames.map((name, index) => [name, inputs[index]!]));
  return [
    engine().runKernel<Tensor | Tensor[]>(call.kernel, named as NamedTensorMap, { ...call.attributes }),
  ].flat();
}

function executeScan({ attributes, bodies }: ProgramCall, inputs: readonly Tensor[]): Tensor[] {
  const { time, backward, carryCount, sequenceCount, outputCount } = attributes as unknown as ScanAttributes;
  const slices = inputs.slice(carryCount, carryCount + sequenceCount).map((sequence) => unstack(sequence));
  const constants = inputs.slice(carryCount + sequenceCount);
  const outputs = Array.from({ length: outputCount }, (): Tensor[] => []);
  let carry = inputs.slice(0, carryCount);
  for (let i = 0; i < time; i++) {
    const t = backward ? time - 1 - i : i;
    const given = [...carry, ...slices.map((steps) => steps[t]!), ...constants];
    const results = executeProgram(Object.values(bodies!)[0]!, Object.fromEntries(given.entries()));
    carry = carry.map((_, index) => results[String(index)]!);
    outputs.forEach((steps, index) => (steps[t] = results[String(carryCount + index)]!));
  }
  return [...carry, ...outputs.map((steps) => stack(steps))];
}
