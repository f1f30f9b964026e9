import { removeDeadCode } from '../../trace/optimize/removeDeadCode';
import type { Program } from '../../trace/program';
import { cancelRearranging } from './cancelRearranging';
import { fuseSlopes } from './fuseSlopes';

/** The same program for a TensorFlow graph: every node costs about a microsecond there, however little it computes. */
export function simplifyForGraph(program: Program): Program {
  return removeDeadCode(fuseSlopes(cancelRearranging(program)));
}
