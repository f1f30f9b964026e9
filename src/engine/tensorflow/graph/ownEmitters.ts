import { util } from '@tensorflow/tfjs-core';
import { adamUpdateKernel } from '../../../core/ops/adamUpdate';
import { squaredSumKernel } from '../../../core/ops/squaredSum';
import { statelessUniformKernel } from '../../../core/ops/statelessUniform';
import {
  tokenCrossEntropyGradientKernel,
  tokenCrossEntropyKernel,
} from '../../../core/ops/tokenCrossEntropy';
import { sigmoidGradientKernel, tanhGradientKernel } from '../simplify/fuseSlopes';
import { inputOf, type CallView } from './callView';
import { emitAdamUpdate } from './emitAdamUpdate';
import { emitTokenCrossEntropy, emitTokenCrossEntropyGradient } from './emitCrossEntropy';
import { emitMatMul } from './emitMatMul';
import { emitStatelessUniform } from './emitStatelessUniform';
import { typeAttribute } from './graphNode';
import type { GraphScope } from './graphScope';

/** Writes the nodes of a call and says where its outputs are, or leaves it to tfjs-node's kernel. */
export type Emitter = (call: CallView, scope: GraphScope) => readonly string[] | undefined;

const float = typeAttribute('float32');
const int32 = typeAttribute('int32');

/**
 * Kernels that tfjs-node does not have, computes with values that a graph doesn't know yet, or for which TensorFlow has
 * something better.
 */
export const ownEmitters: ReadonlyMap<string, Emitter> = new Map<string, Emitter>([
  [
    'ExpandDims',
    // tfjs-node leaves T to be inferred, which a graph does not do.
    (call, scope) => {
      const { ref, spec } = inputOf(call, 'input');
      const dim = scope.integer(Number(call.attributes['dim']));
      return [scope.node('ExpandDims', [ref, dim], { T: typeAttribute(spec.dtype), Tdim: int32 })];
    },
  ],
  ['Fill', (call, scope) => [filled(call, scope, Number(call.attributes['value']))]],
  ['ZerosLike', (call, scope) => [filled(call, scope, 0)]],
  ['OnesLike', (call, scope) => [filled(call, scope, 1)]],
  ['BatchMatMul', emitMatMul],
  [
    'Mean',
    // tfjs-node casts first, in tfjs.
    (call, scope) => {
      const { ref, spec } = inputOf(call, 'x');
      if (spec.dtype !== 'float32') return undefined;
      const axes = util.parseAxisParam(call.attributes['axis'] as number | number[], [...spec.shape]);
      const keep = { bool: call.attributes['keepDims'] === true };
      return [scope.node('Mean', [ref, scope.integers(axes)], { keep_dims: keep, T: float, Tidx: int32 })];
    },
  ],
  [
    'Pow',
    (call, scope) => {
      const a = inputOf(call, 'a');
      const b = inputOf(call, 'b');
      if (a.spec.dtype !== b.spec.dtype) return undefined;
      return [scope.node('Pow', [a.ref, b.ref], { T: typeAttribute(a.spec.dtype) })];
    },
  ],
  [
    'Step',
    // 1 above 0, else alpha; tfjs-node composes it of tfjs's ops. NaN counts as not above.
    (call, scope) => {
      const { ref, spec } = inputOf(call, 'x');
      const above = scope.node('Greater', [ref, scope.constant(scalar(0))], { T: float });
      const one = scope.constant({ ...spec, content: 1 });
      const other = scope.constant({ ...spec, content: Number(call.attributes['alpha']) });
      return [scope.node('Select', [above, one, other], { T: float })];
    },
  ],
  [statelessUniformKernel, emitStatelessUniform],
  [
    squaredSumKernel,
    (call, scope) => {
      const { ref } = inputOf(call, 'x');
      const half = scope.node('L2Loss', [ref], { T: float });
      return [scope.node('Mul', [half, scope.constant(scalar(2))], { T: float })];
    },
  ],
  [tokenCrossEntropyKernel, emitTokenCrossEntropy],
  [tokenCrossEntropyGradientKernel, emitTokenCrossEntropyGradient],
  [adamUpdateKernel, emitAdamUpdate],
  [tanhGradientKernel, (call, scope) => [slope('TanhGrad', call, scope)]],
  [sigmoidGradientKernel, (call, scope) => [slope('SigmoidGrad', call, scope)]],
]);

function slope(operation: string, call: CallView, scope: GraphScope): string {
  return scope.node(operation, [inputOf(call, 'y').ref, inputOf(call, 'dy').ref], { T: float });
}

/** A constant instead of an operation: shapes are known. */
function filled({ outputs }: CallView, scope: GraphScope, content: number): string {
  return scope.constant({ ...outputs[0]!, content });
}

function scalar(content: number): { dtype: 'float32'; shape: []; content: number } {
  return { dtype: 'float32', shape: [], content };
}
