import { statelessUniformKernel } from '../../../core/ops/statelessUniform';
import type { TypedValues } from '../../../core/step/engine';
import type { Program, ProgramCall, ValueId } from '../program';
import { attributeKey } from './attributeKey';
import { replaceInputs, replaceResults } from './replaceValues';

/** Calls of these are as many as the step made, however alike they look. */
const neverMerged = new Set([statelessUniformKernel]);

/** Longer constants are compared by identity alone, which the recorder has done. */
const longestCompared = 256;

/** Calls of one kernel with the same inputs and attributes become one; so do constants with the same bits. */
export function mergeCommonSubexpressions(program: Program): Program {
  const replacements = new Map<ValueId, ValueId>();
  const constants = new Map<ValueId, TypedValues>();
  const seenConstants = new Map<string, ValueId>();
  for (const [id, values] of program.constants) {
    const key = values.length <= longestCompared ? constantKey(program, id, values) : String(id);
    const same = seenConstants.get(key);
    if (same === undefined) {
      seenConstants.set(key, id);
      constants.set(id, values);
    } else replacements.set(id, same);
  }
  const seen = new Map<string, ProgramCall>();
  const calls: ProgramCall[] = [];
  for (const original of program.calls) {
    const call = replaceInputs(original, replacements);
    if (neverMerged.has(call.kernel) || call.bodies !== undefined) {
      calls.push(call);
      continue;
    }
    const key = `${call.kernel} ${String(call.inputNames)} ${call.inputs.join()} ${attributeKey(call.attributes)}`;
    const same = seen.get(key);
    if (same === undefined) {
      seen.set(key, call);
      calls.push(call);
    } else call.outputs.forEach((id, index) => replacements.set(id, same.outputs[index]!));
  }
  return { ...program, constants, calls, ...replaceResults(program, replacements) };
}

function constantKey({ values: specs }: Program, id: ValueId, values: TypedValues): string {
  const { shape, dtype } = specs[id]!;
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return `${dtype} [${shape.join()}] ${bytes.toString('base64')}`;
}
