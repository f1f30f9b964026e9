import { util } from '@tensorflow/tfjs-core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { VariableValue } from '../step/engine';
import type { Initializer } from './initializer';
import type { ParameterSpec } from './model';
import { nameHash } from './nameHash';

/**
 * Initial values of a model's parameters, in order. Each is drawn from a generator of its own, seeded by
 * (`randomSeed`, name): adding a layer leaves the initial values of all others as they were.
 */
export function initializeParameters(
  parameters: readonly ParameterSpec[],
  randomSeed: number,
): Map<string, VariableValue> {
  return new Map(
    parameters.map(({ name, shape, initializer }) => {
      const random = xoroshiro128plus(nameHash(`${randomSeed}/${name}`) | 0);
      const values = new Float32Array(util.sizeFromShape([...shape]));
      fill(values, shape, initializer, random);
      return [name, { shape, values }];
    }),
  );
}

function fill(
  values: Float32Array,
  shape: readonly number[],
  initializer: Initializer,
  random: RandomGenerator,
): void {
  switch (initializer.kind) {
    case 'uniform':
      for (let i = 0; i < values.length; i++)
        values[i] = (2 * uniformFloat64(random) - 1) * initializer.limit;
      return;
    case 'normal':
      for (let i = 0; i < values.length; i++) values[i] = standardNormal(random) * initializer.deviation;
      return;
    case 'orthogonal': {
      const rows = shape[0] ?? 0;
      for (let block = 0; block < initializer.blocks; block++) {
        const matrix = orthogonalMatrix(rows, random);
        for (let row = 0; row < rows; row++)
          values.set(
            matrix.subarray(row * rows, (row + 1) * rows),
            (row * initializer.blocks + block) * rows,
          );
      }
      return;
    }
    case 'constant': {
      const width = shape.at(-1) ?? 1;
      const block = width / initializer.values.length;
      for (let i = 0; i < values.length; i++)
        values[i] = initializer.values[Math.floor((i % width) / block)] ?? 0;
      return;
    }
    case 'values':
      values.set(initializer.values);
      return;
    case 'rows': {
      fill(values, shape, initializer.others, random);
      const width = shape.at(-1) ?? 1;
      for (const [row, vector] of initializer.rows) values.set(vector, row * width);
      return;
    }
    case 'blocks': {
      const width = shape.at(-1) ?? 1;
      const columns = width / initializer.blocks.length;
      const rows = values.length / width;
      initializer.blocks.forEach((one, block) => {
        const part = new Float32Array(rows * columns);
        fill(part, [...shape.slice(0, -1), columns], one, random);
        for (let row = 0; row < rows; row++)
          values.set(part.subarray(row * columns, (row + 1) * columns), row * width + block * columns);
      });
      return;
    }
  }
}

/** Box & Muller 1958. */
function standardNormal(random: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
}

/** A random matrix with orthonormal rows: rows of normals, made orthogonal one after the other (modified Gram–Schmidt). */
function orthogonalMatrix(size: number, random: RandomGenerator): Float64Array {
  const matrix = Float64Array.from({ length: size * size }, () => standardNormal(random));
  const row = (index: number) => matrix.subarray(index * size, (index + 1) * size);
  for (let i = 0; i < size; i++) {
    const current = row(i);
    // Twice: one pass leaves rounding errors that grow with the size.
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const earlier = row(j);
        const projection = dot(current, earlier);
        for (let k = 0; k < size; k++) current[k]! -= projection * earlier[k]!;
      }
    const norm = Math.sqrt(dot(current, current));
    for (let k = 0; k < size; k++) current[k]! /= norm;
  }
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
