import {
  add,
  clone,
  engine,
  registerGradient,
  scalar,
  zerosLike,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { ElementType, NamedTensors, TensorSpec } from '../step/step';
import { hasKernel } from './hasKernel';
import type { Scan, ScanResult } from './scan';
import { withGradient } from './withGradient';

/**
 * Kernel of a backend that records scans as one call. Inputs: a list of the carry, the sequences and the constants.
 * Outputs: a list of the last carry and the stacked outputs. Attributes: `ScanAttributes`.
 *
 * The program of the body takes carry, slices and constants, in this order, and gives the next carry and the outputs of the
 * time, in this order. A scan from the last time to the first takes and gives slices from the last one on.
 */
export const scanKernel = 'Scan';

/** Plain data, as all attributes are. */
export interface ScanAttributes {
  readonly name: string;
  readonly time: number;
  /** From the last time to the first. */
  readonly backward: boolean;
  readonly carryCount: number;
  readonly sequenceCount: number;
  readonly constantCount: number;
  /** How many outputs a time has. */
  readonly outputCount: number;
  /** What `ScanRecorder.traceBody` returned. */
  readonly body: number;
  /**
   * The body of the gradient, which is another call of the kernel, in the other direction: −1 if there is none. Whoever
   * executes this call has no use for it.
   */
  readonly gradientBody: number;
}

/** How a tracer gets hold of the body of a scan: it is set while the tracer's backend is the current one. */
export interface ScanRecorder {
  /** Whether a scan of so many times is recorded as one call of the kernel `Scan`; else it is unrolled. */
  records(name: string, time: number): boolean;
  /**
   * Calls `body` once with symbolic tensors and keeps the program that it is; nothing of it may get into the trace around
   * it. Called within `engine().gradients` too, and then the body may differentiate in turn.
   * @returns a number for the attribute `body` of calls of the kernel
   */
  traceBody(
    name: string,
    inputs: readonly TensorSpec[],
    body: (inputs: readonly Tensor[]) => readonly Tensor[],
  ): number;
}

let recorder: ScanRecorder | undefined;

/** @returns the recorder until now, to be set again afterwards */
export function setScanRecorder(next: ScanRecorder | undefined): ScanRecorder | undefined {
  const previous = recorder;
  recorder = next;
  return previous;
}

export function canRecordScan(name: string, time: number): boolean {
  return recorder !== undefined && hasKernel(scanKernel) && recorder.records(name, time);
}

/** A body as a function of lists: carry, slices, constants → next carry, outputs. */
type ListBody = (inputs: readonly Tensor[]) => readonly Tensor[];

/**
 * The scan as one call of the kernel. For the gradient, the carry before each time becomes an output too: from it and the
 * inputs, the gradient computes the rest of the forward pass again, so that nothing else has to be kept.
 */
export function recordScan(options: Scan, time: number): ScanResult {
  const { name, backward = false, differentiable = true } = options;
  const [carry, sequences, constants] = [options.carry, options.sequences, options.constants].map((tensors) =>
    Object.values(tensors),
  ) as [Tensor[], Tensor[], Tensor[]];
  let outputNames: string[] = [];
  const body: ListBody = (inputs) => {
    const [before, slices, whole] = splitAt(inputs, carry.length, sequences.length);
    const result = options.body(
      named(options.carry, before),
      named(options.sequences, slices),
      named(options.constants, whole),
    );
    outputNames = Object.keys(result.outputs);
    return [...Object.keys(options.carry).map((key) => result.carry[key]!), ...Object.values(result.outputs)];
  };

  const inputs: InputSpecs = {
    carry: carry.map(specOf),
    slices: sequences.map(sliceSpecOf),
    constants: constants.map(specOf),
  };
  const forward = traceBody(name, Object.values(inputs).flat(), (tensors) => [
    ...body(tensors),
    ...(differentiable ? tensors.slice(0, carry.length) : []),
  ]);
  const [, outputSpecs] = splitAt(forward.outputs, carry.length, outputNames.length);
  const results = runScan([...carry, ...sequences, ...constants], {
    name,
    time,
    backward,
    carryCount: carry.length,
    sequenceCount: sequences.length,
    constantCount: constants.length,
    outputCount: forward.outputs.length - carry.length,
    body: forward.body,
    gradientBody: differentiable ? traceGradient(name, body, inputs, outputSpecs) : -1,
  });
  const [last, outputs] = splitAt(results, carry.length, outputNames.length);
  return {
    carry: named(options.carry, last),
    outputs: Object.fromEntries(outputNames.map((key, index) => [key, outputs[index]!])),
  };
}

registerGradient({
  kernelName: scanKernel,
  saveAllInputs: true,
  // As many as any scan has: tfjs asks for each output by its index.
  outputsToSave: Array<boolean>(256).fill(true),
  gradFunc: (dy, saved, attrs) => {
    const { name, time, backward, carryCount, sequenceCount, constantCount, outputCount, gradientBody } =
      attrs as unknown as ScanAttributes;
    if (gradientBody < 0)
      throw new Error(`The scan "${name}" is differentiated, but was recorded without its gradient.`);
    const ownOutputs = outputCount - carryCount;
    const [inputs, results] = splitAt(saved, carryCount + sequenceCount + constantCount);
    const [, sequences, constants] = splitAt(inputs, carryCount, sequenceCount);
    const [, , history] = splitAt(results, carryCount, ownOutputs);
    const [dLast, dOutputs] = splitAt(Array.isArray(dy) ? dy : [dy], carryCount, ownOutputs);
    const zeros = constants.map((constant) => zerosLike(constant));
    const gradients = runScan([...dLast, ...zeros, ...history, ...sequences, ...dOutputs, ...constants], {
      name: gradientName(name),
      time,
      backward: !backward,
      carryCount: carryCount + constantCount,
      sequenceCount: carryCount + sequenceCount + ownOutputs,
      constantCount,
      outputCount: sequenceCount,
      body: gradientBody,
      gradientBody: -1,
    });
    const [dCarry, dConstants, dSequences] = splitAt(gradients, carryCount, constantCount);
    return Object.fromEntries(
      [...dCarry, ...dSequences, ...dConstants].map((gradient, index) => [index, () => gradient]),
    );
  },
});

interface InputSpecs {
  readonly carry: readonly TensorSpec[];
  readonly slices: readonly TensorSpec[];
  readonly constants: readonly TensorSpec[];
}

/**
 * Traces one time of the gradient, as tfjs derives it from the body. Its carry are the gradient of the carry and the sum so
 * far of those of the constants; its slices the carry before the time, the body's slices and the gradients of its outputs.
 */
function traceGradient(
  name: string,
  body: ListBody,
  { carry, slices, constants }: InputSpecs,
  outputs: readonly TensorSpec[],
): number {
  if ([...carry, ...slices, ...constants].some(({ dtype }) => dtype !== 'float32'))
    throw new Error(`The scan "${name}" is differentiated: it can take float32 tensors only.`);
  const specs = [...carry, ...constants, ...carry, ...slices, ...outputs, ...constants];
  const gradient = traceBody(gradientName(name), specs, (tensors) => {
    const [dNext, sums, others] = splitAt(tensors, carry.length, constants.length);
    const [bodyInputs, dOutputs, whole] = splitAt(others, carry.length + slices.length, outputs.length);
    const xs = [...bodyInputs, ...whole];
    const { grads } = engine().gradients(() => seed(body(xs), [...dNext, ...dOutputs]), xs);
    const gradients = (grads as (Tensor | undefined)[]).map((value, index) => value ?? zerosLike(xs[index]!));
    const [dCarry, dSlices, dConstants] = splitAt(gradients, carry.length, slices.length);
    return [...dCarry, ...sums.map((sum, index) => add(sum, dConstants[index]!)), ...dSlices];
  });
  return gradient.body;
}

/** A scalar of several tensors whose gradients are given, so that tfjs differentiates all of them at once. */
function seed(tensors: readonly Tensor[], gradients: readonly Tensor[]): Scalar {
  return withGradient(
    tensors,
    () => ({ value: scalar(0), saved: {} }),
    // Copies: tfjs frees a gradient once it is added up.
    () => gradients.map((gradient) => clone(gradient)),
  );
}

function traceBody(
  name: string,
  specs: readonly TensorSpec[],
  body: ListBody,
): { readonly body: number; readonly outputs: readonly TensorSpec[] } {
  if (recorder === undefined) throw new Error(`Nobody records the scan "${name}".`);
  let outputs: readonly TensorSpec[] = [];
  const number = recorder.traceBody(name, specs, (inputs) => {
    const results = body(inputs);
    outputs = results.map(specOf);
    return results;
  });
  return { body: number, outputs };
}

function runScan(inputs: readonly Tensor[], attributes: ScanAttributes): readonly Tensor[] {
  // A list, as for Concat: its type is that of named inputs.
  return engine().runKernel<Tensor[]>(scanKernel, [...inputs] as unknown as NamedTensorMap, {
    ...attributes,
  });
}

function gradientName(name: string): string {
  return `${name}Gradient`;
}

function specOf({ shape, dtype }: Tensor): TensorSpec {
  return { shape, dtype: dtype as ElementType };
}

function sliceSpecOf({ shape, dtype }: Tensor): TensorSpec {
  return { shape: shape.slice(1), dtype: dtype as ElementType };
}

/** Other tensors under the names of these, in their order. */
function named(names: NamedTensors, tensors: readonly Tensor[]): NamedTensors {
  return Object.fromEntries(Object.keys(names).map((name, index) => [name, tensors[index]!]));
}

/** A list in three: the first ones, the second ones (by default all the others), and the rest. */
function splitAt<T>(list: readonly T[], first: number, second = Infinity): [T[], T[], T[]] {
  return [list.slice(0, first), list.slice(first, first + second), list.slice(first + second)];
}
