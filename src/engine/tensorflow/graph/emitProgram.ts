import { BatchMatMul } from '@tensorflow/tfjs-core';
import { scanKernel } from '../../../core/ops/recordScan';
import type { Program, ValueId } from '../../trace/program';
import type { CallView, GraphValue } from './callView';
import { tensorValue, type GraphScope } from './graphScope';
import type { KernelRecorder } from './kernelRecorder';
import { emitScan } from './emitScan';
import { ownEmitters } from './ownEmitters';

/** Where in the graph a program's feeds and variables are; constants find their own place. */
export type Bindings = ReadonlyMap<ValueId, string>;

/**
 * Writes the calls of a program into a scope.
 * @returns where each of the values asked for is
 * @throws Error when a kernel can't be expressed in TensorFlow's operations
 */
export function emitProgram(
  program: Program,
  bindings: Bindings,
  scope: GraphScope,
  recorder: KernelRecorder,
): (value: ValueId) => string {
  const refs = new Map(bindings);
  const refOf = (value: ValueId): string => {
    const known = refs.get(value);
    if (known !== undefined) return known;
    const values = program.constants.get(value);
    if (values === undefined)
      throw new Error(`Value ${value} of "${program.name}" is used before it is computed.`);
    const ref = scope.constant(tensorValue(program.values[value]!, values));
    refs.set(value, ref);
    return ref;
  };
  const valueOf = (id: ValueId): GraphValue => ({ ref: refOf(id), spec: program.values[id]! });
  const matrixUses = countMatrixUses(program);
  for (const call of program.calls) {
    const view: CallView = {
      kernel: call.kernel,
      inputNames: call.inputNames,
      inputs: call.inputs.map(valueOf),
      attributes: call.attributes,
      outputs: call.outputs.map((id) => program.values[id]!),
      bodies: call.bodies ?? {},
      matrixUses: matrixUses.get(call.inputs[1] ?? -1) ?? 0,
    };
    const outputs = emitCall(view, scope, recorder);
    call.outputs.forEach((id, index) => {
      const ref = outputs[index];
      if (ref === undefined)
        throw new Error(`${call.kernel} in "${program.name}" gave ${outputs.length} outputs.`);
      refs.set(id, ref);
    });
  }
  return refOf;
}

function countMatrixUses({ calls }: Program): ReadonlyMap<ValueId, number> {
  const uses = new Map<ValueId, number>();
  for (const { kernel, inputs } of calls) {
    const second = inputs[1];
    if (kernel === BatchMatMul && second !== undefined) uses.set(second, (uses.get(second) ?? 0) + 1);
  }
  return uses;
}

function emitCall(call: CallView, scope: GraphScope, recorder: KernelRecorder): readonly string[] {
  if (call.kernel === scanKernel)
    return emitScan(call, scope, (body, bindings, frame) => emitProgram(body, bindings, frame, recorder));
  return ownEmitters.get(call.kernel)?.(call, scope) ?? recorder.emit(call, scope);
}
