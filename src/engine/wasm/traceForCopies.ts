import { fusedOps } from '../../core/ops/fusedOps';
import { statelessUniformKernel } from '../../core/ops/statelessUniform';
import type { NamedSpecs, Step } from '../../core/step/step';
import { batchProgram } from '../trace/batching/batchProgram';
import { optimizeProgram, type OptimizeOptions } from '../trace/optimize/optimizeProgram';
import type { Program } from '../trace/program';
import { traceStep } from '../trace/traceStep';
import type { TraceTarget } from '../trace/traceTarget';
import { wasmTarget } from './wasmTarget';

/** tfjs's kernels and no ops of our own, which know nothing of copies. */
const plainTarget: TraceTarget = {
  backendName: 'trace-wasm-plain',
  engineName: wasmTarget.engineName,
  executes: (kernel) =>
    (kernel === statelessUniformKernel || !fusedOps.has(kernel)) && wasmTarget.executes(kernel),
};

/**
 * A step for many copies of the variables at once.
 * @param variables with the leading axis of copies
 * @throws Error when a variable has no such axis
 */
export function traceForCopies(
  step: Step,
  variables: NamedSpecs,
  copies: number,
  options: OptimizeOptions,
): Program {
  const single = Object.entries(variables).map(([name, { shape, dtype }]) => {
    if (shape[0] !== copies)
      throw new Error(`Variable "${name}" of shape [${shape.join(', ')}] has no axis of ${copies} copies.`);
    return [name, { shape: shape.slice(1), dtype }] as const;
  });
  const program = traceStep(step, Object.fromEntries(single), plainTarget, options);
  // Sums have been joined by then; those of products with an axis more are left as they are.
  return optimizeProgram(batchProgram(program, copies), { ...options, sumOfMatMuls: false });
}
