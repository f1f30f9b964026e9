import { mul, scalar, sub, where, type Tensor } from '@tensorflow/tfjs-core';
import { adamUpdate } from '../../ops/adamUpdate';
import type { Optimizer } from './optimizer';

export interface AdamOptions {
  readonly betas: readonly [number, number];
  /** λ of AdamW; 0 for none. */
  readonly decoupledWeightDecay: number;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1). ε = 1e-8 is added to the root of the corrected second moment, as in
 * `torch.optim.Adam`:
 *
 *     m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²
 *     θ ← θ − α · (m / (1−β₁ᵗ)) / (√(v / (1−β₂ᵗ)) + ε)
 *
 * AdamW (Loshchilov & Hutter 2019, algorithm 2) takes α·λ·θ off the parameter before that, as `torch.optim.AdamW` does:
 * the decay goes through neither the moments nor the root.
 *
 * The corrections are computed in double precision and fed: in float32, 1−β₂ᵗ would lose digits at small t.
 */
export function adam({ betas: [beta1, beta2], decoupledWeightDecay }: AdamOptions): Optimizer {
  const constants = { beta1, beta2, epsilon: 1e-8 };
  // 1 where the update is not applied: times that, a parameter keeps every bit.
  const keptShare = (learningRate: Tensor, applied: Tensor): Tensor =>
    where(applied, sub(1, mul(learningRate, decoupledWeightDecay)), scalar(1));
  return {
    slots: ['adam.m', 'adam.v'],
    feeds: {
      adam_correction_m: { shape: [], dtype: 'float32' },
      adam_correction_v: { shape: [], dtype: 'float32' },
    },
    feedValues: (update) => ({
      adam_correction_m: Float32Array.of(1 - beta1 ** update),
      adam_correction_v: Float32Array.of(Math.sqrt(1 - beta2 ** update)),
    }),
    update: ({ parameter, gradient, scale, slots, feeds, applied }) => {
      const learningRate = feeds['learning_rate']!;
      const next = adamUpdate(
        {
          parameter:
            decoupledWeightDecay === 0 ? parameter : mul(parameter, keptShare(learningRate, applied)),
          gradient,
          m: slots[0]!,
          v: slots[1]!,
          scale,
          learningRate,
          correctionM: feeds['adam_correction_m']!,
          correctionV: feeds['adam_correction_v']!,
          applied,
        },
        constants,
      );
      return { parameter: next.parameter, slots: [next.m, next.v] };
    },
  };
}
