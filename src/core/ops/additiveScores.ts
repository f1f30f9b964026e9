import {
  add,
  engine,
  expandDims,
  matMul,
  mul,
  reshape,
  sum,
  tanh,
  transpose,
  zerosLike,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { scan } from './scan';
import { tanhSlope } from './slopes';
import { withGradient } from './withGradient';

/**
 * Fused kernel that a backend may have: `{queries [batch, steps, size], keys [batch, sourceTime, size], vector [size]}` →
 * `[scores [batch, steps, sourceTime]]`.
 */
export const additiveScoresKernel = 'AdditiveScores';
/** Its gradient: `{dy, queries, keys, vector}` → `[dQueries, dKeys, dVector]`; computes the tanh again. */
export const additiveScoresGradientKernel = 'AdditiveScoresGradient';

/**
 * Additive attention scores vᵀtanh(q + k) of every query with every key: `[batch, steps, sourceTime]`.
 * @param queries `[batch, steps, size]`
 * @param keys `[batch, sourceTime, size]`
 * @param vector v `[size]`
 */
export function additiveScores(queries: Tensor3D, keys: Tensor3D, vector: Tensor1D): Tensor3D {
  const { forward, backward } = hasKernel(additiveScoresKernel) ? kernels : composition;
  return withGradient<Tensor3D, Inputs>(
    [queries, keys, vector],
    () => ({ value: forward({ queries, keys, vector }), saved: { queries, keys, vector } }),
    backward,
  );
}

/** The reference, of tfjs's own ops and without a gradient of its own. */
export function composeAdditiveScores(queries: Tensor3D, keys: Tensor3D, vector: Tensor1D): Tensor3D {
  return composition.forward({ queries, keys, vector });
}

type Inputs = Record<'queries' | 'keys', Tensor3D> & { vector: Tensor1D };

/** One way to compute the scores and their gradient. */
interface Implementation {
  readonly forward: (inputs: Inputs) => Tensor3D;
  /** Gradients of queries, keys and vector. */
  readonly backward: (dy: Tensor3D, inputs: Inputs) => readonly Tensor[];
}

const kernels: Implementation = {
  forward: (inputs) => {
    const [scores] = engine().runKernel<[Tensor3D]>(additiveScoresKernel, inputs);
    return scores;
  },
  backward: (dy, inputs) => engine().runKernel<Tensor[]>(additiveScoresGradientKernel, { dy, ...inputs }),
};

/** Step by step: all steps at once would hold [batch, steps, sourceTime, size] values. */
const composition: Implementation = {
  forward: ({ queries, keys, vector }) => {
    const { outputs } = scan({
      name: 'additiveScores',
      carry: {},
      sequences: { query: timeFirst(queries) },
      constants: { keys, vector },
      differentiable: false,
      body: (_carry, { query }, { keys, vector }) => ({
        carry: {},
        outputs: { scores: dotLast(tanh(add(keys, expandDims(query, 1))), vector) },
      }),
    });
    return timeFirst(outputs.scores);
  },
  backward: (dy, { queries, keys, vector }) => {
    const { carry, outputs } = scan({
      name: 'additiveScoresGradient',
      carry: { dKeys: zerosLike(keys), dVector: zerosLike(vector) },
      sequences: { query: timeFirst(queries), dScores: timeFirst(dy) },
      constants: { keys },
      differentiable: false,
      body: ({ dKeys, dVector }, { query, dScores }, { keys }) => {
        const hidden = tanh(add(keys, expandDims(query, 1)));
        // Before the factor v, by which the sums are multiplied in the end.
        const dSum = mul(expandDims(dScores, 2), tanhSlope(hidden));
        return {
          carry: { dKeys: add(dKeys, dSum), dVector: add(dVector, sumOverRows(hidden, dScores)) },
          outputs: { dQuery: sum(dSum, 1) },
        };
      },
    });
    return [mul(timeFirst(outputs.dQuery), vector), mul(carry.dKeys, vector), carry.dVector];
  },
};

/** `[batch, steps, …]` ↔ `[steps, batch, …]` */
function timeFirst(tensor: Tensor): Tensor3D {
  return transpose(tensor as Tensor3D, [1, 0, 2]);
}

/** `[batch, sourceTime, size]` · `[size]` → `[batch, sourceTime]` */
function dotLast(hidden: Tensor, vector: Tensor): Tensor {
  const size = vector.size;
  const products = matMul(reshape(hidden, [hidden.size / size, size]), reshape(vector, [size, 1]));
  return reshape(products, hidden.shape.slice(0, 2));
}

/** Σ of `[batch, sourceTime, size]` rows, each times its factor `[batch, sourceTime]`: `[size]`. */
function sumOverRows(hidden: Tensor, factors: Tensor): Tensor {
  const rows = factors.size;
  const size = hidden.size / rows;
  return reshape<Rank.R1>(matMul(reshape(factors, [1, rows]), reshape(hidden, [rows, size])), [size]);
}
