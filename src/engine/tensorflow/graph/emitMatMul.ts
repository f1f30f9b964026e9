import type { TensorSpec } from '../../../core/step/step';
import { inputOf, type CallView, type GraphValue } from './callView';
import { typeAttribute } from './graphNode';
import type { GraphScope } from './graphScope';

/**
 * The product of two matrices; products of more axes are left to tfjs-node's kernel.
 *
 * With wide matrices (whose rows are 2 kB or more apart) the library's speed depends much on how they lie. Measured with
 * TensorFlow 2.21 and oneDNN on one core, in Gflop/s:
 *
 * - few rows times a wide matrix, 64×256 · 256×1024: 42 as it is, 80 with the matrix transposed;
 * - the gradient of a wide matrix, (1024×256)ᵀ · 1024×1024: 43 as it is, 66 as the transpose of its transpose.
 */
export function emitMatMul(call: CallView, scope: GraphScope): string[] | undefined {
  const a = inputOf(call, 'a');
  const b = inputOf(call, 'b');
  if (a.spec.shape.length !== 2 || b.spec.shape.length !== 2) return undefined;
  const transposeA = call.attributes['transposeA'] === true;
  const transposeB = call.attributes['transposeB'] === true;
  const { dtype } = a.spec;
  const [rows = 0, columns = 0] = call.outputs[0]!.shape;
  const inner = a.spec.shape[transposeA ? 0 : 1] ?? 0;
  const multiply = (
    left: string,
    right: string,
    [transposeLeft, transposeRight]: readonly [boolean, boolean],
  ) =>
    scope.node('MatMul', [left, right], {
      T: typeAttribute(dtype),
      transpose_a: { bool: transposeLeft },
      transpose_b: { bool: transposeRight },
    });

  if (!transposeA && rows <= fewRows && isWide(b.spec) && scope.isReused(b.ref, call.matrixUses))
    return [multiply(a.ref, transposed(b, scope), [false, !transposeB])];
  if (
    transposeA &&
    !transposeB &&
    isWide(b.spec) &&
    columns <= widest &&
    columns > rows &&
    inner >= longSum
  ) {
    const flipped = multiply(transposed(b, scope), a.ref, [false, false]);
    return [transpose(scope, { ref: flipped, spec: { shape: [columns, rows], dtype } })];
  }
  return [multiply(a.ref, b.ref, [transposeA, transposeB])];
}

const int32 = typeAttribute('int32');

const fewRows = 128;
const wide = 512;
/** Beyond it, transposing costs what it gains. */
const widest = 2048;
const longSum = 256;

function isWide({ shape }: TensorSpec): boolean {
  return (shape[1] ?? 0) >= wide;
}

/** The transposed matrix, made once however often it is asked for; outside of the loop if it comes from there. */
function transposed({ ref, spec }: GraphValue, scope: GraphScope): string {
  return scope.derived('transposed', ref, spec.dtype, (source, where) =>
    transpose(where, { ref: source, spec }),
  );
}

/** Through a third axis: TensorFlow's optimiser would take a plain transpose back into the product. */
function transpose(scope: GraphScope, { ref, spec }: GraphValue): string {
  const [rows = 0, columns = 0] = spec.shape;
  const type = { T: typeAttribute(spec.dtype) };
  const reshape = (value: string, shape: readonly number[]) =>
    scope.node('Reshape', [value, scope.integers(shape)], { ...type, Tshape: int32 });
  const solid = reshape(ref, [rows, columns, 1]);
  const turned = scope.node('Transpose', [solid, scope.integers([1, 0, 2])], { ...type, Tperm: int32 });
  return reshape(turned, [columns, rows]);
}
