import { registerTokenCrossEntropy } from './kernels/tokenCrossEntropy';
import { registerLstmGates } from './kernels/lstmGates';
import { registerGruGates } from './kernels/gruGates';
import { registerBatchMatMul } from './kernels/batchMatMul';
import { registerGatherV2 } from './kernels/gatherV2';
import { registerSplitV } from './kernels/splitV';
import { registerStatelessUniform } from './kernels/statelessUniform';
import { registerSum } from './kernels/sum';
import { registerTanh } from './kernels/tanh';
import { registerTile } from './kernels/tile';
import { registerUnpack } from './kernels/unpack';
import { registerUnsortedSegmentSum } from './kernels/unsortedSegmentSum';

let registered = false;

/** Gives tfjs-backend-wasm the kernels that it lacks, and faster ones where its own are slow; once. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  registerBatchMatMul();
  registerGatherV2();
  registerGruGates();
  registerLstmGates();
  registerTokenCrossEntropy();
  registerSplitV();
  registerStatelessUniform();
  registerSum();
  registerTanh();
  registerTile();
  registerUnpack();
  registerUnsortedSegmentSum();
}
