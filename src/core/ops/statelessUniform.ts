import { engine, type Tensor1D, type Tensor3D } from '@tensorflow/tfjs-core';
import { philox4x32 } from './philox4x32';

/** Name under which every backend registers its kernel: `{key}`, `StatelessUniformAttributes` → float32 tensor. */
export const statelessUniformKernel = 'StatelessUniform';

export interface StatelessUniformAttributes {
  /** Number of the place in the model that draws; no two places share one. */
  readonly site: number;
  readonly time: number;
  readonly rows: number;
  /** Number of the first row, by which a part of a batch draws what the whole batch would; default 0. */
  readonly firstRow?: number;
  readonly units: number;
}

/**
 * Random numbers in [0, 1) without a generator's state, `[time, rows, units]`: each is a pure function of
 * (seed, step, site, time, row, unit). So padding in time and more rows change nothing, and a resumed run draws what an
 * uninterrupted one would have.
 * @param key int32 `[2]`: seed and step
 */
export function statelessUniform(key: Tensor1D, attributes: StatelessUniformAttributes): Tensor3D {
  return engine().runKernel<Tensor3D>(statelessUniformKernel, { key }, { ...attributes });
}

/**
 * The reference of the kernel. Philox key = (seed, step); counter = (row · ⌈units/4⌉ + ⌊unit/4⌋, time, site, 0); the
 * word `unit mod 4` of the block, its lowest 23 bits divided by 2²³: for one time step exactly what TensorFlow's
 * `StatelessRandomUniformV2` draws for shape `[rows, 4⌈units/4⌉]` from that key and counter.
 */
export function statelessUniformValues(
  seed: number,
  step: number,
  { site, time, rows, units, firstRow = 0 }: StatelessUniformAttributes,
  values = new Float32Array(time * rows * units),
): Float32Array<ArrayBuffer> {
  const block = new Uint32Array(4);
  const blocks = Math.ceil(units / 4);
  let out = 0;
  for (let t = 0; t < time; t++)
    for (let row = 0; row < rows; row++)
      for (let b = 0; b < blocks; b++) {
        block[0] = (firstRow + row) * blocks + b;
        block[1] = t;
        block[2] = site;
        block[3] = 0;
        philox4x32(block, seed, step);
        const count = Math.min(4, units - 4 * b);
        for (let lane = 0; lane < count; lane++) values[out++] = (block[lane]! & 0x7fffff) / 0x800000;
      }
  return values;
}
