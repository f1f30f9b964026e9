/**
 * Fused kernel that a backend may have, with the attributes `beta1`, `beta2` and `epsilon`: `{parameter, gradient, m, v}`
 * of one shape and the scalars `{scale, learningRate, correctionM, correctionV, applied (bool)}` → `[parameter', m', v']`.
 */
export const adamUpdateKernel = 'AdamUpdate';
