import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { gated, movingAverage, scaledGradient, type Optimizer } from './optimizer';

const rho = 0.9;
const epsilon = 1e-6;

/**
 * Adadelta (Zeiler 2012, algorithm 1) with ρ = 0.9 and a learning rate, as `torch.optim.Adadelta`. ε = 1e-6 stands inside
 * both roots:
 *
 *     s ← ρs + (1−ρ)g²
 *     δ = √(d + ε) / √(s + ε) · g
 *     d ← ρd + (1−ρ)δ²,  θ ← θ − α·δ
 */
export const adadelta: Optimizer = {
  slots: ['adadelta.squares', 'adadelta.deltas'],
  feeds: {},
  feedValues: () => ({}),
  update: (input) => {
    const { parameter, feeds, applied } = input;
    const gradient = scaledGradient(input);
    const squaresBefore = input.slots[0]!;
    const deltasBefore = input.slots[1]!;
    const squares = movingAverage(squaresBefore, square(gradient), rho);
    const delta = mul(div(sqrt(add(deltasBefore, epsilon)), sqrt(add(squares, epsilon))), gradient);
    const deltas = movingAverage(deltasBefore, square(delta), rho);
    const next = sub(parameter, mul(delta, feeds['learning_rate']!));
    return {
      parameter: gated(applied, next, parameter),
      slots: [gated(applied, squares, squaresBefore), gated(applied, deltas, deltasBefore)],
    };
  },
};
