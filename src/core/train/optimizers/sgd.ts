import { add, mul, sub } from '@tensorflow/tfjs-core';
import { gated, scaledGradient, type Optimizer } from './optimizer';

/** Stochastic gradient descent: θ ← θ − α·g. It divides by nothing, so there is no epsilon. */
export const sgd: Optimizer = {
  slots: [],
  feeds: {},
  feedValues: () => ({}),
  update: ({ parameter, gradient, scale, feeds, applied }) => {
    const rate = feeds['learning_rate']!;
    const step = mul(gradient, scale === undefined ? rate : mul(rate, scale));
    return { parameter: gated(applied, sub(parameter, step), parameter), slots: [] };
  },
};

/**
 * Stochastic gradient descent with momentum μ (Sutskever et al. 2013, in the form of `torch.optim.SGD`, where the learning
 * rate stands outside the velocity; no dampening, no epsilon):
 *
 *     v ← μ·v + g
 *     θ ← θ − α·v              or, with `nesterov`, θ ← θ − α·(g + μ·v)
 */
export function sgdWithMomentum(momentum: number, nesterov: boolean): Optimizer {
  return {
    slots: ['sgd.velocity'],
    feeds: {},
    feedValues: () => ({}),
    update: (input) => {
      const { parameter, slots, feeds, applied } = input;
      const gradient = scaledGradient(input);
      const before = slots[0]!;
      const velocity = add(mul(before, momentum), gradient);
      const direction = nesterov ? add(gradient, mul(velocity, momentum)) : velocity;
      const next = sub(parameter, mul(direction, feeds['learning_rate']!));
      return {
        parameter: gated(applied, next, parameter),
        slots: [gated(applied, velocity, before)],
      };
    },
  };
}
