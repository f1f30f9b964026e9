import { cast, less, reshape, tensor2d, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * 1 at tokens, 0 at padding: float32 `[time, batch]`.
 * @param lengths int32 `[batch]`
 */
export function sequenceMask(lengths: Tensor1D, time: number): Tensor2D {
  const positions = tensor2d(
    Int32Array.from({ length: time }, (_, position) => position),
    [time, 1],
    'int32',
  );
  const real: Tensor2D = less(positions, reshape(lengths, [1, lengths.shape[0]]));
  return cast(real, 'float32');
}
