import { adamUpdateKernel } from '../../core/ops/adamUpdate';
import { fusedOps } from '../../core/ops/fusedOps';
import { squaredSumKernel } from '../../core/ops/squaredSum';
import { statelessUniformKernel } from '../../core/ops/statelessUniform';
import { tokenCrossEntropyGradientKernel, tokenCrossEntropyKernel } from '../../core/ops/tokenCrossEntropy';
import type { TraceTarget } from '../trace/traceTarget';

/** Ops of our own that are more than the sum of their parts in a TensorFlow graph. */
const fused: ReadonlySet<string> = new Set([
  adamUpdateKernel,
  squaredSumKernel,
  statelessUniformKernel,
  tokenCrossEntropyKernel,
  tokenCrossEntropyGradientKernel,
]);

/**
 * Tracing for native TensorFlow; it does not need the library.
 * @param unrolledTimes scans of more times become loops
 */
export function tensorFlowTarget(unrolledTimes: number): TraceTarget {
  return {
    backendName: 'trace-tensorflow',
    engineName: 'tensorflow',
    executes: (kernel) => fused.has(kernel) || !fusedOps.has(kernel),
    recordsScan: (_name, time) => time > unrolledTimes,
  };
}
