import type { Program } from '../program';
import { markLastUses } from './markLastUses';
import { mergeCommonSubexpressions } from './mergeCommonSubexpressions';
import { removeDeadCode } from './removeDeadCode';
import { removeNoOps } from './removeNoOps';
import { renumberValues } from './renumberValues';
import { sumOfMatMuls } from './sumOfMatMuls';

export interface OptimizeOptions {
  /**
   * Whether sums of matrix products may become one product, which adds up in another order and so gives other last digits.
   * Everything else keeps every bit. Default: true.
   */
  readonly sumOfMatMuls?: boolean;
}

/** The same step in fewer calls, with the last use of every value marked. */
export function optimizeProgram(program: Program, options: OptimizeOptions = {}): Program {
  const calls = program.calls.map((call) =>
    call.bodies === undefined ? call : { ...call, bodies: optimizeBodies(call.bodies, options) },
  );
  let optimized = removeDeadCode(mergeCommonSubexpressions(removeNoOps({ ...program, calls })));
  if (options.sumOfMatMuls !== false) {
    // The rows of several sums may be the same, and what was one call's own may have been merged only now.
    optimized = removeDeadCode(mergeCommonSubexpressions(sumOfMatMuls(optimized)));
  }
  return markLastUses(renumberValues(optimized));
}

function optimizeBodies(
  bodies: Readonly<Record<string, Program>>,
  options: OptimizeOptions,
): Record<string, Program> {
  return Object.fromEntries(
    Object.entries(bodies).map(([name, body]) => [name, optimizeProgram(body, options)]),
  );
}
