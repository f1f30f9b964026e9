import { add, div, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { gated, movingAverage, scaledGradient, type Optimizer } from './optimizer';

const alpha = 0.99;
const epsilon = 1e-8;

/**
 * RMSprop (Tieleman & Hinton 2012, lecture 6.5) as `torch.optim.RMSprop`, not centred, with the smoothing constant 0.99.
 * ε = 1e-8 is added to the root:
 *
 *     s ← 0.99·s + 0.01·g²
 *     θ ← θ − α · g / (√s + ε)
 *
 * With momentum μ, v ← μ·v + g / (√s + ε) and θ ← θ − α·v.
 */
export function rmsprop(momentum: number): Optimizer {
  const hasMomentum = momentum > 0;
  return {
    slots: hasMomentum ? ['rmsprop.squares', 'rmsprop.velocity'] : ['rmsprop.squares'],
    feeds: {},
    feedValues: () => ({}),
    update: (input) => {
      const { parameter, feeds, applied } = input;
      const gradient = scaledGradient(input);
      const squaresBefore = input.slots[0]!;
      const squares = movingAverage(squaresBefore, square(gradient), alpha);
      const normalized = div(gradient, add(sqrt(squares), epsilon));
      const changed = (direction: Tensor): Tensor =>
        gated(applied, sub(parameter, mul(direction, feeds['learning_rate']!)), parameter);
      const squaresAfter = gated(applied, squares, squaresBefore);
      if (!hasMomentum) return { parameter: changed(normalized), slots: [squaresAfter] };
      const velocityBefore = input.slots[1]!;
      const velocity = add(mul(velocityBefore, momentum), normalized);
      return {
        parameter: changed(velocity),
        slots: [squaresAfter, gated(applied, velocity, velocityBefore)],
      };
    },
  };
}
