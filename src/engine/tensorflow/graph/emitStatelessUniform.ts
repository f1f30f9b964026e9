import type { StatelessUniformAttributes } from '../../../core/ops/statelessUniform';
import { inputOf, type CallView } from './callView';
import { typeAttribute } from './graphNode';
import type { GraphScope } from './graphScope';

/** `Algorithm::PHILOX` of TensorFlow's stateless random operations. */
const philox = 1;

/**
 * The random numbers of `statelessUniform`, bit for bit: for each time one `StatelessRandomUniformV2`, whose key is
 * (seed, step) and whose counter begins at (firstRow · ⌈units/4⌉, time, site, 0).
 */
export function emitStatelessUniform(call: CallView, scope: GraphScope): string[] {
  const { site, time, rows, units, firstRow } = statelessUniformAttributes(call);
  const blocks = Math.ceil(units / 4);
  const float = typeAttribute('float32');
  const int32 = typeAttribute('int32');
  const pair = scope.node('Reshape', [inputOf(call, 'key').ref, scope.integers([1, 2])], {
    T: int32,
    Tshape: int32,
  });
  const key = scope.node('Bitcast', [pair], { T: int32, type: typeAttribute('uint64') });
  const shape = scope.integers([rows, 4 * blocks]);
  const algorithm = scope.integer(philox);
  const steps = Array.from({ length: time }, (_, t) => {
    const words = Uint32Array.of(firstRow * blocks, t, site, 0);
    const counter = scope.constant({ dtype: 'uint64', shape: [2], content: new Uint8Array(words.buffer) });
    return scope.node('StatelessRandomUniformV2', [shape, key, counter, algorithm], {
      dtype: float,
      Tshape: int32,
    });
  });
  const packed = scope.node('Pack', steps, { N: { int: time }, T: float, axis: { int: 0 } });
  if (units === 4 * blocks) return [packed];
  const begin = scope.integers([0, 0, 0]);
  const size = scope.integers([time, rows, units]);
  return [scope.node('Slice', [packed, begin, size], { T: float, Index: int32 })];
}

function statelessUniformAttributes({
  attributes,
}: CallView): StatelessUniformAttributes & { firstRow: number } {
  const { site, time, rows, units, firstRow } = attributes;
  return {
    site: Number(site),
    time: Number(time),
    rows: Number(rows),
    units: Number(units),
    firstRow: Number(firstRow ?? 0),
  };
}
