import type { NamedSpecs, Step } from './step';

export type EngineName = 'tensorflow' | 'wasm' | 'eager';
export type TypedValues = Float32Array | Int32Array | Uint8Array;

export interface EngineInfo {
  readonly name: EngineName;
  /** Version of the library that computes, such as `TensorFlow 2.21.0` or `tfjs-backend-wasm 4.22.0 (relaxed SIMD kernels)`. */
  readonly version: string;
  readonly threads: number;
  /** One sentence for people: why this engine was chosen. */
  readonly reason: string;
}

/** A tensor that lives in an engine between runs. Whoever received it disposes it. */
export interface EngineTensor {
  readonly shape: readonly number[];
  dispose(): void;
}

/** Parameters and optimizer slots: float32 values, row-major. */
export interface VariableValue {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Feed = TypedValues | EngineTensor;

export interface RunResult {
  readonly fetches: Readonly<Record<string, TypedValues>>;
  readonly kept: Readonly<Record<string, EngineTensor>>;
}

export interface CompiledStep {
  readonly feeds: NamedSpecs;
  /**
   * Runs the step once, synchronously.
   * @throws Error when a feed is missing or its length does not fit its shape.
   */
  run(feeds: Readonly<Record<string, Feed>>): RunResult;
  dispose(): void;
}

/** How steps are executed. One engine holds one set of variables, shared by all its compiled steps. */
export interface Engine {
  readonly info: EngineInfo;
  /** Whether a step's first run takes far longer than the others, so that it is worth a run before it counts. */
  readonly preparesAtFirstRun?: boolean;
  /** Creates the variables, in this order; replaces earlier ones. */
  defineVariables(values: ReadonlyMap<string, VariableValue>): void;
  /** Sets existing variables. @throws Error on an unknown name or another shape. */
  writeVariables(values: ReadonlyMap<string, VariableValue>): void;
  /** Copies of all variables, in the order of their definition. */
  readVariables(): Map<string, VariableValue>;
  compile(step: Step): CompiledStep;
  /** Live tensors and bytes, for leak checks and the dashboard. */
  memory(): { readonly tensors: number; readonly bytes: number };
  dispose(): void;
}
