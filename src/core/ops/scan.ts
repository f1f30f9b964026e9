import { stack, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import { canRecordScan, recordScan } from './recordScan';
import { unstackSteps } from './unstackSteps';

/** The same names with other tensors. */
export type Renamed<Tensors extends NamedTensors> = { readonly [Name in keyof Tensors]: Tensor };

/** What is computed from time to time. */
export interface Scan<
  Carry extends NamedTensors = NamedTensors,
  Sequences extends NamedTensors = NamedTensors,
  Constants extends NamedTensors = NamedTensors,
  Outputs extends NamedTensors = NamedTensors,
> {
  /** For traces and messages, such as `decoder`. */
  readonly name: string;
  /** What is handed from one time to the next, before the first one. */
  readonly carry: Carry;
  /** At least one tensor `[time, …]`; every time gets its slice, one axis less. */
  readonly sequences: Sequences;
  /** What every time reads whole: weights, attention keys. */
  readonly constants: Constants;
  /** From the last time to the first; slices and outputs keep their times. */
  readonly backward?: boolean;
  /**
   * False where nobody differentiates the result, as within a gradient written by hand: a recorded scan is then spared its
   * gradient. Default true.
   */
  readonly differentiable?: boolean;
  /**
   * One time. It may read no tensors but its arguments: a recorded scan knows no others. The carry it returns has the
   * names and shapes of the one it got.
   */
  readonly body: (
    carry: Renamed<Carry>,
    slices: Renamed<Sequences>,
    constants: Constants,
  ) => { readonly carry: Renamed<Carry>; readonly outputs: Outputs };
}

export interface ScanResult<
  Carry extends NamedTensors = NamedTensors,
  Outputs extends NamedTensors = NamedTensors,
> {
  /** After the last time computed. */
  readonly carry: Renamed<Carry>;
  /** Of all times, `[time, …]` each. */
  readonly outputs: Renamed<Outputs>;
}

/**
 * Runs a body over time (as `jax.lax.scan`), differentiable in carry, sequences and constants.
 *
 * A plain loop over the slices, which a tracer sees unrolled; or, where a tracer asks for it because of the length, one
 * call: see `ScanRecorder`.
 */
export function scan<
  Carry extends NamedTensors,
  Sequences extends NamedTensors,
  Constants extends NamedTensors,
  Outputs extends NamedTensors,
>(options: Scan<Carry, Sequences, Constants, Outputs>): ScanResult<Carry, Outputs> {
  const time = Object.values(options.sequences)[0]?.shape[0];
  if (time === undefined) throw new Error(`The scan "${options.name}" has no sequence.`);
  if (!canRecordScan(options.name, time)) return unrollScan(options, time);
  return recordScan(options as unknown as Scan, time) as ScanResult<Carry, Outputs>;
}

/** The loop itself, to be differentiated by tfjs op by op. */
function unrollScan<
  Carry extends NamedTensors,
  Sequences extends NamedTensors,
  Constants extends NamedTensors,
  Outputs extends NamedTensors,
>(
  { carry, sequences, constants, backward = false, body }: Scan<Carry, Sequences, Constants, Outputs>,
  time: number,
): ScanResult<Carry, Outputs> {
  const slices = Object.entries(sequences).map(([name, sequence]) => [name, unstackSteps(sequence)] as const);
  const outputs = new Map<string, Tensor[]>();
  let state: Renamed<Carry> = carry;
  for (let i = 0; i < time; i++) {
    const t = backward ? time - 1 - i : i;
    const now = Object.fromEntries(slices.map(([name, steps]) => [name, steps[t]])) as Renamed<Sequences>;
    const result = body(state, now, constants);
    state = result.carry;
    for (const [name, output] of Object.entries(result.outputs)) {
      const steps = outputs.get(name) ?? [];
      steps[t] = output;
      outputs.set(name, steps);
    }
  }
  const stacked = Object.fromEntries([...outputs].map(([name, steps]) => [name, stack(steps)]));
  return { carry: state, outputs: stacked as Renamed<Outputs> };
}
