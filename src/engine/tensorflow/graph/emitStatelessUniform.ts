import type { StatelessUniformAttributes } from '../../../core/ops/statelessUniform';
import { inputOf, type CallView } from './callView';
import { emitLoop, type FrameScope } from './emitLoop';
import { typeAttribute } from './graphNode';
import type { GraphScope } from './graphScope';

/** `Algorithm::PHILOX` of TensorFlow's stateless random operations. */
const philox = 1;

/** With more times than this, the numbers are drawn in a loop, so that the graph does not grow with the length. */
export const unrolledDraws = 32;

const float = typeAttribute('float32');
const int32 = typeAttribute('int32');
const uint64 = typeAttribute('uint64');

/**
 * The random numbers of `statelessUniform`, bit for bit: for each time one `StatelessRandomUniformV2`, whose key is
 * (seed, step) and whose counter begins at (firstRow · ⌈units/4⌉, time, site, 0).
 */
export function emitStatelessUniform(call: CallView, scope: GraphScope): string[] {
  const { site, time, rows, units, firstRow } = statelessUniformAttributes(call);
  const blocks = Math.ceil(units / 4);
  const pair = scope.node('Reshape', [inputOf(call, 'key').ref, scope.integers([1, 2])], {
    T: int32,
    Tshape: int32,
  });
  const key = scope.node('Bitcast', [pair], { T: int32, type: uint64 });
  const draw = (inScope: GraphScope, keyRef: string, counter: string) =>
    inScope.node(
      'StatelessRandomUniformV2',
      [inScope.integers([rows, 4 * blocks]), keyRef, counter, inScope.integer(philox)],
      { dtype: float, Tshape: int32 },
    );
  const drawn =
    time > unrolledDraws
      ? drawInLoop(scope, time, [rows, 4 * blocks], (frame, index) => {
          const words = [frame.integer(firstRow * blocks), index, frame.integer(site), frame.integer(0)];
          const packed = frame.node('Pack', words, { N: { int: 4 }, T: int32, axis: { int: 0 } });
          const pairs = frame.node('Reshape', [packed, frame.integers([2, 2])], { T: int32, Tshape: int32 });
          const counter = frame.node('Bitcast', [pairs], { T: int32, type: uint64 });
          return draw(frame, frame.bring(key, 'uint64'), counter);
        })
      : drawEach(scope, time, (t) => {
          const words = Uint32Array.of(firstRow * blocks, t, site, 0);
          const content = new Uint8Array(words.buffer);
          return draw(scope, key, scope.constant({ dtype: 'uint64', shape: [2], content }));
        });
  if (units === 4 * blocks) return [drawn];
  const begin = scope.integers([0, 0, 0]);
  const size = scope.integers([time, rows, units]);
  return [scope.node('Slice', [drawn, begin, size], { T: float, Index: int32 })];
}

function drawEach(scope: GraphScope, time: number, draw: (t: number) => string): string {
  const steps = Array.from({ length: time }, (_, t) => draw(t));
  return scope.node('Pack', steps, { N: { int: time }, T: float, axis: { int: 0 } });
}

function drawInLoop(
  scope: GraphScope,
  time: number,
  shape: readonly number[],
  draw: (frame: FrameScope, index: string) => string,
): string {
  const loop = emitLoop(scope, {
    time,
    backward: false,
    carry: [],
    outputs: [{ shape, dtype: 'float32' }],
    body: (frame, index) => ({ carry: [], outputs: [draw(frame, index)] }),
  });
  return loop.outputs[0]!;
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
