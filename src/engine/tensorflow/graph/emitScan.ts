import type { ScanAttributes } from '../../../core/ops/recordScan';
import type { Program, ValueId } from '../../trace/program';
import type { CallView, GraphValue } from './callView';
import { emitLoop, type FrameScope } from './emitLoop';
import { typeAttribute } from './graphNode';
import type { GraphScope } from './graphScope';

/** Writes a program into a frame and says where its values are. */
export type EmitBody = (
  body: Program,
  bindings: ReadonlyMap<ValueId, string>,
  frame: FrameScope,
) => (value: ValueId) => string;

/** A scan as a loop: the body's program once, whatever the length. */
export function emitScan(call: CallView, scope: GraphScope, emitBody: EmitBody): string[] {
  const { time, backward, carryCount, sequenceCount } = call.attributes as unknown as ScanAttributes;
  const body = call.bodies['body'];
  if (body === undefined) throw new Error('A scan was traced without its body.');
  const carry = call.inputs.slice(0, carryCount);
  const sequences = call.inputs.slice(carryCount, carryCount + sequenceCount);
  const constants = call.inputs.slice(carryCount + sequenceCount);
  const results = Object.values(body.fetches);
  const loop = emitLoop(scope, {
    time,
    backward,
    carry,
    outputs: results.slice(carryCount).map((id) => body.values[id]!),
    body: (frame, index, before) => {
      const inputs = [
        ...before,
        ...sequences.map((sequence) => sliceAt(frame, sequence, index)),
        ...constants.map(({ ref, spec }) => frame.bring(ref, spec.dtype)),
      ];
      const bindings = new Map(Object.values(body.feeds).map((id, position) => [id, inputs[position]!]));
      const refs = results.map(emitBody(body, bindings, frame));
      return { carry: refs.slice(0, carryCount), outputs: refs.slice(carryCount) };
    },
  });
  return [...loop.carry, ...loop.outputs];
}

function sliceAt(frame: FrameScope, { ref, spec }: GraphValue, index: string): string {
  return frame.node('GatherV2', [frame.bring(ref, spec.dtype), index, frame.integer(0)], {
    batch_dims: { int: 0 },
    Tparams: typeAttribute(spec.dtype),
    Tindices: typeAttribute('int32'),
    Taxis: typeAttribute('int32'),
  });
}
