import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { CompiledStep, EngineTensor, Feed, RunResult, TypedValues } from '../../core/step/engine';
import type { NamedSpecs, Step } from '../../core/step/step';
import { activateBackend } from '../activateBackend';
import { checkKeptTensor, fedValues, namedFeeds } from '../checkFeeds';
import type { OptimizeOptions } from '../trace/optimize/optimizeProgram';
import type { Program } from '../trace/program';
import { traceStep } from '../trace/traceStep';
import { LoadedProgram, type CallObserver } from './loadedProgram';
import { readTensor, writeTensor, type TensorMemory } from './tensorMemory';
import { wasmBackendName } from './wasmKernel';
import { wasmTarget } from './wasmTarget';
import { WasmTensor } from './wasmTensor';
import type { WasmVariables } from './wasmVariables';

/** A step on the WebAssembly backend: traced when it is first run, then replayed. */
export class ReplayStep implements CompiledStep {
  readonly feeds: NamedSpecs;
  private loaded: { readonly program: LoadedProgram; readonly layout: string } | undefined;
  private disposed = false;

  private readonly variables: WasmVariables;
  private readonly memory: TensorMemory;

  constructor(
    private readonly step: Step,
    private readonly options: {
      readonly variables: WasmVariables;
      readonly memory: TensorMemory;
      readonly optimize: OptimizeOptions;
      readonly onDispose: (step: ReplayStep) => void;
    },
  ) {
    this.feeds = step.feeds;
    this.variables = options.variables;
    this.memory = options.memory;
  }

  /** How many tensors the step holds between runs. */
  get constantCount(): number {
    return this.loaded?.program.constantCount ?? 0;
  }

  /** What is replayed, for the variables as they are defined now. */
  program(): Program {
    return this.load().program;
  }

  run(feeds: Readonly<Record<string, Feed>>): RunResult {
    return this.observedRun(feeds);
  }

  /** Runs the step, and tells of every kernel what time it took. */
  observedRun(feeds: Readonly<Record<string, Feed>>, observe?: CallObserver): RunResult {
    activateBackend(wasmBackendName);
    const uploaded: TensorInfo[] = [];
    try {
      const tensors = this.feedTensors(feeds, uploaded);
      const { updates, fetches, kept } = this.load().run(this.variables.tensors, tensors, observe);
      for (const [name, tensor] of updates) this.variables.replace(name, tensor);
      return { fetches: this.takeValues(fetches), kept: this.handOut(kept) };
    } finally {
      for (const { dataId } of uploaded) this.memory.disposeData(dataId);
    }
  }

  dispose(): void {
    this.disposed = true;
    this.options.onDispose(this);
    this.loaded?.program.dispose();
    this.loaded = undefined;
  }

  private load(): LoadedProgram {
    if (this.disposed) throw new Error(`Step "${this.step.name}" has been disposed.`);
    // Shapes of other variables make another program.
    const { layout } = this.variables;
    if (this.loaded?.layout === layout) return this.loaded.program;
    const program = traceStep(this.step, this.variables.specs, wasmTarget, this.options.optimize);
    this.loaded?.program.dispose();
    this.loaded = { program: new LoadedProgram(program, this.memory), layout };
    return this.loaded.program;
  }

  /** @param uploaded gets what is to be disposed after the run */
  private feedTensors(
    feeds: Readonly<Record<string, Feed>>,
    uploaded: TensorInfo[],
  ): ReadonlyMap<string, TensorInfo> {
    const tensors = new Map<string, TensorInfo>();
    for (const named of namedFeeds(this.step.name, this.feeds, feeds)) {
      const { name, spec, feed } = named;
      if (feed instanceof WasmTensor) {
        checkKeptTensor(named, feed);
        tensors.set(name, feed.info);
        continue;
      }
      const tensor = writeTensor(this.memory, spec, fedValues(named));
      uploaded.push(tensor);
      tensors.set(name, tensor);
    }
    return tensors;
  }

  private takeValues(fetches: ReadonlyMap<string, TensorInfo>): Record<string, TypedValues> {
    return Object.fromEntries(
      [...fetches].map(([name, tensor]) => {
        const values = readTensor(this.memory, tensor);
        this.memory.disposeData(tensor.dataId);
        return [name, values];
      }),
    );
  }

  private handOut(kept: ReadonlyMap<string, TensorInfo>): Record<string, EngineTensor> {
    return Object.fromEntries([...kept].map(([name, tensor]) => [name, new WasmTensor(tensor, this.memory)]));
  }
}
