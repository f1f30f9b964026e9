import {
  getKernel,
  Reshape,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Program, ProgramCall, ValueId } from '../trace/program';
import { resultValues } from '../trace/optimize/replaceValues';
import { shareTensor, writeTensor, type TensorMemory } from './tensorMemory';
import { wasmBackendName } from './wasmKernel';

/** What a run of a program gives; whoever gets it disposes every tensor of it. */
export interface ProgramResult {
  readonly updates: Map<string, TensorInfo>;
  readonly fetches: Map<string, TensorInfo>;
  readonly kept: Map<string, TensorInfo>;
}

/** Told about every call of a run, with the time that its kernel took. */
export type CallObserver = (call: ProgramCall, elapsedMs: number) => void;

interface PreparedCall {
  readonly call: ProgramCall;
  readonly kernel: KernelFunc;
  readonly attributes: NamedAttrMap;
}

/**
 * A program in the memory of the WebAssembly backend, ready to be run there: its kernels are called directly, without
 * tfjs's tape, scopes and tensor objects, and values are freed where they were last read.
 *
 * Calls that read nothing but constants are done once, here.
 */
export class LoadedProgram {
  private readonly calls: readonly PreparedCall[];
  /** By value: what is there for all runs, and during a run what it has computed. */
  private readonly tensors: (TensorInfo | undefined)[];
  private readonly constants = new Set<ValueId>();

  /** @throws Error when the backend lacks a kernel */
  constructor(
    readonly program: Program,
    private readonly memory: TensorMemory,
  ) {
    this.tensors = Array<TensorInfo | undefined>(program.values.length).fill(undefined);
    const calls = program.calls.map((call) => this.prepare(call));
    try {
      for (const [id, values] of program.constants) {
        this.tensors[id] = writeTensor(memory, program.values[id]!, values);
        this.constants.add(id);
      }
      this.calls = this.foldConstants(calls);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** How many tensors it holds between runs; constants of other shapes but the same values share one. */
  get constantCount(): number {
    return new Set([...this.constants].map((id) => this.tensors[id]?.dataId)).size;
  }

  /** @param variables and `feeds` stay the caller's */
  run(
    variables: ReadonlyMap<string, TensorInfo>,
    feeds: ReadonlyMap<string, TensorInfo>,
    observe?: CallObserver,
  ): ProgramResult {
    const { program, tensors } = this;
    for (const [name, id] of Object.entries(program.variables)) tensors[id] = variables.get(name);
    for (const [name, id] of Object.entries(program.feeds)) tensors[id] = feeds.get(name);
    try {
      if (observe === undefined) for (const prepared of this.calls) this.execute(prepared);
      else
        for (const prepared of this.calls) {
          const startedAtMs = performance.now();
          this.execute(prepared);
          observe(prepared.call, performance.now() - startedAtMs);
        }
      return this.takeResults();
    } finally {
      this.forgetRun();
    }
  }

  /** Frees the constants; the program can't be run afterwards. */
  dispose(): void {
    for (const id of this.constants) this.free(id);
    this.constants.clear();
  }

  private prepare(call: ProgramCall): PreparedCall {
    const kernel = getKernel(call.kernel, wasmBackendName) as { kernelFunc: KernelFunc } | undefined;
    if (kernel === undefined)
      throw new Error(
        `Step "${this.program.name}" uses ${call.kernel}, which the engine "wasm" can't compute.`,
      );
    return { call, kernel: kernel.kernelFunc, attributes: { ...call.attributes } };
  }

  private execute({ call, kernel, attributes }: PreparedCall): void {
    const { tensors } = this;
    const { inputs, inputNames, outputs, frees } = call;
    if (call.kernel === Reshape) {
      // No copy, and not worth a call.
      const { dataId, dtype } = shareTensor(this.memory, tensors[inputs[0]!]!);
      tensors[outputs[0]!] = { dataId, shape: [...this.program.values[outputs[0]!]!.shape], dtype };
    } else {
      const results = kernel({
        inputs: (inputNames === undefined
          ? inputs.map((id) => tensors[id])
          : namedInputs(inputNames, inputs, tensors)) as Record<string, TensorInfo>,
        attrs: attributes,
        backend: this.memory,
      });
      if (Array.isArray(results))
        for (let index = 0; index < outputs.length; index++) tensors[outputs[index]!] = results[index];
      else tensors[outputs[0]!] = results;
    }
    for (const id of frees) this.free(id);
  }

  private free(id: ValueId): void {
    const tensor = this.tensors[id];
    if (tensor === undefined) return;
    this.tensors[id] = undefined;
    this.memory.disposeData(tensor.dataId);
  }

  /** Executes the calls that depend on no feed and no variable; returns the others. */
  private foldConstants(calls: readonly PreparedCall[]): PreparedCall[] {
    const left = calls.filter((prepared) => {
      const { inputs, outputs } = prepared.call;
      if (!inputs.every((id) => this.constants.has(id))) return true;
      for (const id of outputs) this.constants.add(id);
      this.execute({ ...prepared, call: { ...prepared.call, frees: [] } });
      return false;
    });
    const read = resultValues(this.program);
    for (const { call } of left) for (const id of call.inputs) read.add(id);
    for (const id of this.constants)
      if (!read.has(id)) {
        this.free(id);
        this.constants.delete(id);
      }
    return left.map((prepared) => {
      const frees = prepared.call.frees.filter((id) => !this.constants.has(id));
      return { ...prepared, call: { ...prepared.call, frees } };
    });
  }

  private takeResults(): ProgramResult {
    const { program, tensors } = this;
    const inputs = new Set([...Object.values(program.variables), ...Object.values(program.feeds)]);
    const taken = new Set<ValueId>();
    const take = (ids: Readonly<Record<string, ValueId>>) =>
      new Map(
        Object.entries(ids).map(([name, id]) => {
          const tensor = tensors[id]!;
          // A value may have several names, or be there for others too: then each name gets a share of it.
          const isOwn = !taken.has(id) && !inputs.has(id) && !this.constants.has(id);
          taken.add(id);
          return [name, isOwn ? tensor : shareTensor(this.memory, tensor)] as const;
        }),
      );
    const result = {
      updates: take(program.updates),
      fetches: take(program.fetches),
      kept: take(program.kept),
    };
    for (const id of taken) if (!this.constants.has(id)) tensors[id] = undefined;
    return result;
  }

  /** Frees what a run has left behind: nothing, unless it failed. */
  private forgetRun(): void {
    const { program, tensors } = this;
    for (const id of [...Object.values(program.variables), ...Object.values(program.feeds)])
      tensors[id] = undefined;
    for (const { call } of this.calls) for (const id of call.outputs) this.free(id);
  }
}

function namedInputs(
  names: readonly string[],
  ids: readonly ValueId[],
  tensors: readonly (TensorInfo | undefined)[],
): Record<string, TensorInfo | undefined> {
  const inputs: Record<string, TensorInfo | undefined> = {};
  for (let index = 0; index < names.length; index++) inputs[names[index]!] = tensors[ids[index]!];
  return inputs;
}
