import type { CompiledStep, Feed, RunResult } from '../../core/step/engine';
import type { NamedSpecs, Step } from '../../core/step/step';
import { activateBackend } from '../activateBackend';
import type { OptimizeOptions } from '../trace/optimize/optimizeProgram';
import type { Program } from '../trace/program';
import { traceStep } from '../trace/traceStep';
import { LoadedProgram, type CallObserver } from './loadedProgram';
import { takeResult, withFeeds } from './stepTensors';
import type { TensorMemory } from './tensorMemory';
import { wasmBackendName } from './wasmKernel';
import { wasmTarget } from './wasmTarget';
import { traceForCopies } from './traceForCopies';
import type { WasmVariables } from './wasmVariables';

/** What steps of one engine share. */
export interface StepContext {
  readonly variables: WasmVariables;
  readonly memory: TensorMemory;
  readonly optimize: OptimizeOptions;
  /** How many copies of every variable there are along a leading axis; undefined where there is none. */
  readonly copies?: number | undefined;
}

/** A step on the WebAssembly backend: traced when it is first run, then replayed. */
export class ReplayStep implements CompiledStep {
  readonly feeds: NamedSpecs;
  private loaded: { readonly program: LoadedProgram; readonly layout: string } | undefined;
  private disposed = false;

  constructor(
    private readonly step: Step,
    private readonly context: StepContext,
    private readonly onDispose?: (step: ReplayStep) => void,
  ) {
    this.feeds = step.feeds;
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
    const { memory, variables } = this.context;
    activateBackend(wasmBackendName);
    return withFeeds(memory, this.step, feeds, (tensors) =>
      takeResult(memory, variables, this.load().run(variables.tensors, tensors, observe)),
    );
  }

  dispose(): void {
    this.disposed = true;
    this.onDispose?.(this);
    this.loaded?.program.dispose();
    this.loaded = undefined;
  }

  private load(): LoadedProgram {
    if (this.disposed) throw new Error(`Step "${this.step.name}" has been disposed.`);
    // Shapes of other variables make another program.
    const { variables, memory, optimize, copies } = this.context;
    if (this.loaded?.layout === variables.layout) return this.loaded.program;
    const program =
      copies === undefined
        ? traceStep(this.step, variables.specs, wasmTarget, optimize)
        : traceForCopies(this.step, variables.specs, copies, optimize);
    this.loaded?.program.dispose();
    this.loaded = { program: new LoadedProgram(program, memory), layout: variables.layout };
    return this.loaded.program;
  }
}
