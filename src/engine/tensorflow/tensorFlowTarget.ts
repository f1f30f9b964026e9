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

/** Tracing for native TensorFlow. It does not need the library. */
export const tensorFlowTarget: TraceTarget = {
  backendName: 'trace-tensorflow',
  engineName: 'tensorflow',
  executes: (kernel) => fused.has(kernel) || !fusedOps.has(kernel),
};
