import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { gated, scaledGradient, type Optimizer } from './optimizer';

const epsilon = 1e-10;

/**
 * Adagrad (Duchi, Hazan & Singer 2011) as `torch.optim.Adagrad`, without decay and starting from zero. ε = 1e-10 is added
 * to the root:
 *
 *     s ← s + g²
 *     θ ← θ − α · g / (√s + ε)
 */
export const adagrad: Optimizer = {
  slots: ['adagrad.squares'],
  feeds: {},
  feedValues: () => ({}),
  update: (input) => {
    const { parameter, feeds, applied } = input;
    const gradient = scaledGradient(input);
    const before = input.slots[0]!;
    const squares = add(before, square(gradient));
    const step = mul(div(gradient, add(sqrt(squares), epsilon)), feeds['learning_rate']!);
    return {
      parameter: gated(applied, sub(parameter, step), parameter),
      slots: [gated(applied, squares, before)],
    };
  },
};
