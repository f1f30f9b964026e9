import { registerActivations } from './kernels/activations';
import { registerAdamUpdate } from './kernels/adamUpdate';
import { registerAttention } from './kernels/attention';
import { registerBatchMatMul } from './kernels/batchMatMul';
import { registerCopies } from './kernels/copies';
import { registerElementwise } from './kernels/elementwise';
import { registerFallbacks } from './kernels/fallbacks';
import { registerGruGates } from './kernels/gruGates';
import { registerGruSequence } from './kernels/gruSequence';
import { registerImages } from './kernels/images';
import { registerLstmGates } from './kernels/lstmGates';
import { registerLstmSequence } from './kernels/lstmSequence';
import { registerMemoryStep } from './kernels/memoryStep';
import { registerReductions } from './kernels/reductions';
import { registerRnnSequence } from './kernels/rnnSequence';
import { registerRows } from './kernels/rows';
import { registerStatelessUniform } from './kernels/statelessUniform';
import { registerTokenCrossEntropy } from './kernels/tokenCrossEntropy';
import { registerTopLogProbabilities } from './kernels/topLogProbabilities';

/** Gives tfjs-backend-wasm our own ops, and kernels of ours where its own are slow or missing. Once. */
export function registerWasmKernels(): void {
  registerActivations();
  registerAdamUpdate();
  registerAttention();
  registerBatchMatMul();
  registerCopies();
  registerElementwise();
  registerGruGates();
  registerGruSequence();
  registerImages();
  registerLstmGates();
  registerLstmSequence();
  registerMemoryStep();
  registerReductions();
  registerRnnSequence();
  registerRows();
  registerStatelessUniform();
  registerTokenCrossEntropy();
  registerTopLogProbabilities();
}

/**
 * What tfjs-backend-wasm needs where our kernels don't run: ops that it lacks and that can't be composed of others. The
 * rest is left to its own kernels. Once.
 */
export function registerFallbackKernels(): void {
  registerFallbacks();
}
