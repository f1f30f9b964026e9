import {
  add,
  engine,
  expandDims,
  matMul,
  mul,
  reshape,
  squeeze,
  sum,
  tanh,
  transpose,
  zerosLike,
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
  if (hasKernel(additiveScoresKernel)) return differentiate(queries, keys, vector, kernels);
  // A single step need not be spared the [batch, sourceTime, size] values that tfjs keeps.
  if (queries.shape[1] === 1) return scoreStep(queries, keys, vector);
  return differentiate(queries, keys, vector, composition);
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

function differentiate(
  queries: Tensor3D,
  keys: Tensor3D,
  vector: Tensor1D,
  { forward, backward }: Implementation,
): Tensor3D {
  return withGradient<Tensor3D, Inputs>(
    [queries, keys, vector],
    () => ({ value: forward({ queries, keys, vector }), saved: { queries, keys, vector } }),
    backward,
  );
}

const kernels: Implementation = {
  forward: (inputs) => {
    const [scores] = engine().runKernel<[Tensor3D]>(additiveScoresKernel, inputs);
    return scores;
  },
  backward: (dy, inputs) => engine().runKernel<Tensor[]>(additiveScoresGradientKernel, { dy, ...inputs }),
};

/** Step by step, the tanh twice: all steps at once would hold [batch, steps, sourceTime, size] values. */
const composition: Implementation = {
  forward: ({ queries, keys, vector }) => {
    const { outputs } = scan({
      name: 'additiveScores',
      carry: {},
      sequences: { query: stepsFirst(queries) },
      constants: { keys, vector },
      differentiable: false,
      body: (_carry, { query }, { keys, vector }) => {
        const scores = scoreStep(expandDims(query, 1), keys, vector);
        return { carry: {}, outputs: { scores: squeeze(scores, [1]) } };
      },
    });
    return stepsFirst(outputs.scores);
  },
  backward: (dy, { queries, keys, vector }) => {
    const { carry, outputs } = scan({
      name: 'additiveScoresGradient',
      carry: { dKeys: zerosLike(keys), dVector: zerosLike(vector) },
      sequences: { query: stepsFirst(queries), dScores: stepsFirst(dy) },
      constants: { keys, vector },
      differentiable: false,
      body: ({ dKeys, dVector }, { query, dScores }, { keys, vector }) => {
        const hidden = tanh(add(keys, expandDims(query, 1)));
        const dSum = mul(mul(expandDims(dScores, 2), vector), tanhSlope(hidden));
        const factors = reshape(dScores, [1, dScores.size]);
        const products = matMul(factors, reshape(hidden, [dScores.size, vector.size]));
        return {
          carry: { dKeys: add(dKeys, dSum), dVector: add(dVector, reshape(products, vector.shape)) },
          outputs: { dQuery: sum(dSum, 1) },
        };
      },
    });
    return [stepsFirst(outputs.dQuery), carry.dKeys, carry.dVector];
  },
};

/** Scores of one step `[batch, 1, sourceTime]`. @param query `[batch, 1, size]` */
function scoreStep(query: Tensor, keys: Tensor3D, vector: Tensor1D): Tensor3D {
  const [batch, sourceTime, size] = keys.shape;
  const hidden = reshape(tanh(add(keys, query)), [batch * sourceTime, size]);
  return reshape(matMul(hidden, reshape(vector, [size, 1])), [batch, 1, sourceTime]);
}

/** `[batch, steps, …]` ↔ `[steps, batch, …]` */
function stepsFirst(tensor: Tensor): Tensor3D {
  return transpose(tensor as Tensor3D, [1, 0, 2]);
}
