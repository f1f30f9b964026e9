import { adamUpdateKernel } from '../../core/ops/adamUpdate';
import { scanKernel, type ScanAttributes } from '../../core/ops/recordScan';
import { statelessUniformKernel } from '../../core/ops/statelessUniform';
import { tokenCrossEntropyGradientKernel, tokenCrossEntropyKernel } from '../../core/ops/tokenCrossEntropy';
import { unrolledDraws } from './graph/emitStatelessUniform';
import type { Program, ProgramCall } from '../trace/program';

/**
 * How many nodes a step may have: TensorFlow prepares them at the step's first run, in about 1 s for so many. Measured on
 * TensorFlow 2.21, two cores: 1,700 nodes 0.2 s, 2,600 nodes 0.3 s.
 */
export const nodeBudget = 6000;

/** Nodes of kernels that are more than one, counted from what is emitted; constants are few beside them. */
const nodesOf: Readonly<Record<string, number>> = {
  [adamUpdateKernel]: 22,
  [tokenCrossEntropyKernel]: 10,
  [tokenCrossEntropyGradientKernel]: 5,
};

/** About how many nodes a program is in a TensorFlow graph. */
export function countNodes(program: Program): number {
  return program.calls.reduce((sum, call) => sum + nodesOfCall(call), 0);
}

/** Which scans of a step are unrolled, and how large its graph is then. */
export interface Unrolling {
  /** Scans of more times are loops. */
  readonly unrolledTimes: number;
  /** About how many nodes that makes. */
  readonly nodes: number;
  /** Whether there is a loop left. */
  readonly loops: boolean;
}

/** Unrolls what the budget allows, the shortest scans first, since unrolled they run a little faster. */
export function planUnrolling(programs: readonly Program[], budget: number): Unrolling {
  // All of these are loops.
  const scans = programs.flatMap(({ calls }) => calls.filter(({ kernel }) => kernel === scanKernel));
  const lengths = [...new Set(scans.map(timeOf))].sort((a, b) => a - b);
  let nodes = programs.reduce((sum, program) => sum + countNodes(program), 0);
  let unrolledTimes = 0;
  for (const length of lengths) {
    let more = 0;
    for (const scan of scans) if (timeOf(scan) === length) more += unrolledNodes(scan) - nodesOfCall(scan);
    if (nodes + more > budget) return { unrolledTimes, nodes, loops: true };
    nodes += more;
    unrolledTimes = length;
  }
  return { unrolledTimes, nodes, loops: false };
}

function nodesOfCall(call: ProgramCall): number {
  switch (call.kernel) {
    case scanKernel: {
      const { carryCount, sequenceCount, constantCount, outputCount } = attributesOf(call);
      // Five nodes for what changes, two more for a list; a slice of every sequence.
      const overhead = 9 + 5 * carryCount + 2 * sequenceCount + constantCount + 8 * outputCount;
      return overhead + countNodes(bodyOf(call));
    }
    case statelessUniformKernel:
      return 4 + Math.min(Number(call.attributes['time']), unrolledDraws);
    default:
      return nodesOf[call.kernel] ?? 1;
  }
}

/** All times of a scan one after the other: what neither carry nor sequences reach is the same at all of them. */
function unrolledNodes(scan: ProgramCall): number {
  const { time, carryCount, sequenceCount } = attributesOf(scan);
  const body = bodyOf(scan);
  const changing = new Set(Object.values(body.feeds).slice(0, carryCount + sequenceCount));
  let nodes = 0;
  for (const call of body.calls) {
    const changes = call.inputs.some((id) => changing.has(id));
    if (changes) for (const id of call.outputs) changing.add(id);
    nodes += nodesOfCall(call) * (changes ? time : 1);
  }
  return nodes;
}

function bodyOf({ bodies }: ProgramCall): Program {
  const body = bodies?.['body'];
  if (body === undefined) throw new Error('A scan was traced without its body.');
  return body;
}

function timeOf(call: ProgramCall): number {
  return attributesOf(call).time;
}

function attributesOf({ attributes }: ProgramCall): ScanAttributes {
  return attributes as unknown as ScanAttributes;
}
