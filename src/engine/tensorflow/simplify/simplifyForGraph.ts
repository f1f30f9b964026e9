import { removeDeadCode } from '../../trace/optimize/removeDeadCode';
import type { Program, ProgramCall } from '../../trace/program';
import { cancelRearranging } from './cancelRearranging';
import { fuseSlopes } from './fuseSlopes';

/** The same program for a TensorFlow graph: every node costs about a microsecond there, however little it computes. */
export function simplifyForGraph(program: Program): Program {
  const calls = program.calls.map(simplifyBodies);
  return removeDeadCode(fuseSlopes(cancelRearranging({ ...program, calls })));
}

function simplifyBodies(call: ProgramCall): ProgramCall {
  if (call.bodies === undefined) return call;
  const bodies = Object.entries(call.bodies).map(([name, body]) => [name, simplifyForGraph(body)] as const);
  return { ...call, bodies: Object.fromEntries(bodies) };
}
