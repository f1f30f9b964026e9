import { getBackend, getKernel } from '@tensorflow/tfjs-core';

/** Whether the current backend has a kernel of its own for a fused op; else the op is composed of tfjs's. */
export function hasKernel(name: string): boolean {
  return Boolean(getKernel(name, getBackend()));
}
