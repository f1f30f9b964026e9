import { scanKernel } from '../../src/core/ops/recordScan';
import { statelessUniformKernel } from '../../src/core/ops/statelessUniform';
import type { TraceTarget } from '../../src/engine/trace/traceTarget';
import { referenceTarget } from '../unit/engine/trace/traceSupport';

const ownKernels: ReadonlySet<string> = new Set([scanKernel, statelessUniformKernel]);

/** Records every scan as one call. */
export const scanTarget: TraceTarget = {
  ...referenceTarget,
  backendName: 'trace-scan',
  executes: (kernel) => ownKernels.has(kernel) || referenceTarget.executes(kernel),
  recordsScan: () => true,
};
