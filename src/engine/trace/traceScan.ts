import type { Tensor } from '@tensorflow/tfjs-core';
import { setScanRecorder, type ScanRecorder } from '../../core/ops/recordScan';
import type { TensorSpec } from '../../core/step/step';
import { isolateTfjs } from './isolateTfjs';
import type { Program, ValueId } from './program';
import { Recorder } from './recorder';
import type { ShapeQuestion } from './shapes/shapeRule';
import type { TraceBackend } from './traceBackend';
import type { TraceTarget } from './traceTarget';

/** Lets scans within `trace` be recorded as single calls, where the target wants that. */
export function recordingScans<T>(backend: TraceBackend, target: TraceTarget, trace: () => T): T {
  const scanRecorder: ScanRecorder | undefined = target.recordsScan && {
    records: (name, time) => target.recordsScan?.(name, time) === true,
    traceBody: (name, inputs, body) => {
      const { bodies } = backend.recorder();
      return bodies.push(traceBody(backend, target, { name, inputs, body })) - 1;
    },
  };
  const before = setScanRecorder(scanRecorder);
  try {
    return trace();
  } finally {
    setScanRecorder(before);
  }
}

/** The program of a body: its arguments are the feeds "0", "1", … and its results the fetches "0", "1", …. */
function traceBody(
  backend: TraceBackend,
  target: TraceTarget,
  {
    name,
    inputs,
    body,
  }: {
    readonly name: string;
    readonly inputs: readonly TensorSpec[];
    readonly body: (inputs: readonly Tensor[]) => readonly Tensor[];
  },
): Program {
  const recorder = new Recorder(name);
  return backend.recording(recorder, () =>
    isolateTfjs(target.backendName, () => {
      const feeds = inputs.map((spec) => recorder.addValue(spec));
      const results = body(feeds.map((id, index) => backend.symbol(id, inputs[index]!)));
      return recorder.finish({
        feeds: numbered(feeds),
        variables: {},
        updates: {},
        fetches: numbered(results.map((tensor) => backend.idOf(tensor))),
        kept: {},
      });
    }),
  );
}

/** The last carry, then the outputs of all times. */
export function scanShapes({ list, number }: ShapeQuestion, body: Program): TensorSpec[] {
  const carryCount = number('carryCount');
  const outputs = Object.values(body.fetches)
    .slice(carryCount)
    .map((id) => body.values[id]!);
  return [
    ...list.slice(0, carryCount),
    ...outputs.map(({ shape, dtype }) => ({ shape: [number('time'), ...shape], dtype })),
  ];
}

function numbered(ids: readonly ValueId[]): Record<string, ValueId> {
  return Object.fromEntries(ids.map((id, index) => [String(index), id]));
}
