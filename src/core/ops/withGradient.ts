import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A function of tensors with a gradient of its own, instead of the one that tfjs would derive op by op.
 * @param inputs what is differentiated by
 * @param forward returns the value and what `backward` needs: all of it, for tfjs frees the rest
 * @param backward gradients of the inputs, in their order, from the gradient of the value and what `forward` saved; no two
 * may be the same tensor
 */
export function withGradient<Value extends Tensor, Saved extends Readonly<Record<string, Tensor>>>(
  inputs: readonly Tensor[],
  forward: () => { readonly value: Value; readonly saved: Saved },
  backward: (dy: Value, saved: Saved) => readonly Tensor[],
): Value {
  const op = customGrad<Value>((...args) => {
    const { value, saved } = forward();
    // tfjs hands `save` over behind the inputs; its types can't tell the two apart.
    const save = args[inputs.length];
    if (typeof save === 'function') save(Object.values(saved));
    return {
      value,
      gradFunc: (dy, kept) => [
        ...backward(
          dy,
          Object.fromEntries(Object.keys(saved).map((name, index) => [name, kept[index]])) as Saved,
        ),
      ],
    };
  });
  return op(...inputs);
}
