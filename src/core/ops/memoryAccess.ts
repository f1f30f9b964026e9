import { add, matMul, mul, split, sub, type Tensor3D } from '@tensorflow/tfjs-core';

/**
 * What weightings read, Σᵢ w(i)·M(i) (Graves, Wayne & Danihelka 2014, eq. 2): `[batch, heads, width]`.
 * @param memory `[batch, rows, width]`
 * @param weightings `[batch, heads, rows]`
 */
export function readMemory(memory: Tensor3D, weightings: Tensor3D): Tensor3D {
  return matMul(weightings, memory);
}

/**
 * The memory after all heads have erased and then all have added, M(i)·Πₕ(1 − wₕ(i)·eₕ) + Σₕ wₕ(i)·aₕ (Graves, Wayne & Danihelka
 * 2014, eq. 3 and 4): the order of the heads changes nothing.
 * @param memory `[batch, rows, width]`
 * @param weightings `[batch, heads, rows]`
 * @param erase 0 … 1, `[batch, heads, width]`
 * @param added `[batch, heads, width]`
 */
export function writeMemory(
  memory: Tensor3D,
  weightings: Tensor3D,
  erase: Tensor3D,
  added: Tensor3D,
): Tensor3D {
  const heads = weightings.shape[1];
  const perHead = (tensor: Tensor3D): Tensor3D[] => (heads === 1 ? [tensor] : split(tensor, heads, 1));
  const erased = perHead(erase);
  const kept = perHead(weightings).reduce(
    (left, weighting, head) => sub(left, mul(left, matMul<Tensor3D>(weighting, erased[head]!, true))),
    memory,
  );
  return add(kept, matMul<Tensor3D>(weightings, added, true));
}
