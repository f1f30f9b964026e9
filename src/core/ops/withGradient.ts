import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A function of one tensor with a gradient of its own, instead of the one that tfjs would derive op by op.
 * @param forward returns the value and what `backward` needs
 * @param backward gradient of `x`, from the gradient of the value and what `forward` saved
 */
export function withGradient<Input extends Tensor, Value extends Tensor>(
  x: Input,
  forward: (x: Input) => { value: Value; saved: Tensor[] },
  backward: (dy: Value, saved: readonly Tensor[]) => Tensor,
): Value {
  const op = customGrad<Value>((...args) => {
    const { value, saved } = forward(x);
    // tfjs hands `save` over behind the inputs; its types can't tell the two apart.
    const save = args[1];
    if (typeof save === 'function') save(saved);
    return { value, gradFunc: backward };
  });
  return op(x);
}
