import { util } from '@tensorflow/tfjs-core';
import type { TypedValues } from './engine';
import type { NamedSpecs, TensorSpec } from './step';

/** Feeds of the right shapes and types with nothing in them. */
export function zeroFeeds(specs: NamedSpecs): Record<string, TypedValues> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, zeros(spec)]));
}

function zeros({ shape, dtype }: TensorSpec): TypedValues {
  const size = util.sizeFromShape([...shape]);
  switch (dtype) {
    case 'float32':
      return new Float32Array(size);
    case 'int32':
      return new Int32Array(size);
    case 'bool':
      return new Uint8Array(size);
  }
}
