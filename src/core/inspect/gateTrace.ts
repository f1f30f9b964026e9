import type { Example } from '../data/batch';
import type { BatchShape } from '../data/fillBatch';
import type { Seq2SeqModel } from '../model/model';
import type { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { BatchWatcher, type Watch } from './batchWatcher';

/** How far the gates of an encoder were open while it read one source. */
export interface GateTrace {
  /** The tokens of the source as the encoder reads them. */
  readonly steps: readonly string[];
  readonly gates: readonly GateOverTime[];
}

/** A gate of one layer and direction: a number from 0 (closed) to 1 (open) for each of the layer's units. */
export interface GateOverTime {
  /** Such as `encoder.layers.0.forward`. */
  readonly layer: string;
  /** "reset" and "update" of a GRU; "input", "forget" and "output" of an LSTM. */
  readonly gate: string;
  readonly units: number;
  /** Row-major `[steps, units]`. */
  readonly values: Float32Array;
}

/** @returns undefined for a model whose encoder has no gates, and for an empty source */
export function traceGates(
  { encoderGates }: Seq2SeqModel,
  steps: StepCache,
  codecs: Codecs,
  example: Example,
): GateTrace | undefined {
  const { sourceIds, targetIds } = example;
  if (encoderGates === undefined || sourceIds.length === 0) return undefined;
  const shape: BatchShape = {
    batchSize: 1,
    sourceTime: sourceIds.length,
    // An engine may want a time, and an empty target need not have one.
    targetTime: Math.max(1, targetIds.length),
    featureSize: codecs.source.features?.size,
  };
  const watch: Watch = (variables, { source }) => encoderGates(variables, source);
  const { fetches } = new BatchWatcher('gates', watch, steps, codecs, shape).run([example]);
  return {
    steps: Array.from(sourceIds, (id) => codecs.source.tokenOf(id)),
    gates: Object.entries(fetches).map(([name, values]) => {
      const end = name.lastIndexOf('.');
      return {
        layer: name.slice(0, end),
        gate: name.slice(end + 1),
        units: values.length / sourceIds.length,
        values: Float32Array.from(values),
      };
    }),
  };
}
