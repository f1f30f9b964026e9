import { matMul, reshape, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';

/** x·W on the last axis: `[batch, time, in]` × `[in, out]` → `[batch, time, out]`, as one matmul. */
export function projectLast(x: Tensor3D, kernel: Tensor2D): Tensor3D {
  const [batch, time, size] = x.shape;
  return reshape(matMul(reshape(x, [batch * time, size]), kernel), [batch, time, kernel.shape[1]]);
}
