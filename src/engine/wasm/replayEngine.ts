import type { CompiledStep, Engine, EngineInfo, VariableValue } from '../../core/step/engine';
import type { Step } from '../../core/step/step';
import type { OptimizeOptions } from '../trace/optimize/optimizeProgram';
import { ReplayStep, type StepContext } from './replayStep';
import { tensorMemory } from './tensorMemory';
import { WasmVariables } from './wasmVariables';
import { ParallelStep, type ParallelContext } from './workers/parallelStep';
import { WorkerPool, type WorkerPoolOptions } from './workers/workerPool';

export interface ReplayOptions {
  readonly optimize?: OptimizeOptions;
  /**
   * Every variable has a leading axis of so many copies, and every step works on all of them at once: its feeds are shared,
   * its results have the leading axis too.
   */
  readonly copies?: number;
  /** The threads that share out the rows of steps that can be; without, there is one. */
  readonly parallel?: WorkerPoolOptions & Pick<ParallelContext, 'leastWork'>;
}

/** Runs traced steps on the WebAssembly backend. */
export class ReplayEngine implements Engine {
  private readonly context: StepContext;
  private readonly steps = new Set<ReplayStep | ParallelStep>();
  private pool: WorkerPool | undefined;

  /** @throws Error when the backend has not been initialised */
  constructor(
    readonly info: EngineInfo,
    private readonly options: ReplayOptions = {},
  ) {
    const memory = tensorMemory();
    const { optimize = {}, copies } = options;
    this.context = { memory, variables: new WasmVariables(memory), optimize, copies };
  }

  defineVariables(values: ReadonlyMap<string, VariableValue>): void {
    this.context.variables.define(values);
  }

  writeVariables(values: ReadonlyMap<string, VariableValue>): void {
    this.context.variables.write(values);
  }

  readVariables(): Map<string, VariableValue> {
    return this.context.variables.read();
  }

  compile(step: Step): CompiledStep {
    const { parallel, copies } = this.options;
    if (parallel === undefined || copies !== undefined || step.sharded === undefined)
      return this.compileForOneThread(step);
    const context: ParallelContext = {
      ...this.context,
      threads: parallel.threads,
      leastWork: parallel.leastWork,
      pool: () => (this.pool ??= new WorkerPool(parallel)),
    };
    const compiled = new ParallelStep(step, step.sharded, context, (disposed) => this.steps.delete(disposed));
    this.steps.add(compiled);
    return compiled;
  }

  /** The step as calls of kernels on this thread, which can be looked at and measured. */
  compileForOneThread(step: Step): ReplayStep {
    const compiled = new ReplayStep(step, this.context, (disposed) => this.steps.delete(disposed));
    this.steps.add(compiled);
    return compiled;
  }

  /** Tensors of the whole backend but the constants of compiled steps, which stay as long as these do. */
  memory(): { tensors: number; bytes: number } {
    const { memory, variables } = this.context;
    const constants = [...this.steps].reduce((sum, { constantCount }) => sum + constantCount, 0);
    return { tensors: memory.numDataIds() - constants, bytes: variables.bytes };
  }

  dispose(): void {
    for (const step of this.steps) step.dispose();
    this.context.variables.dispose();
    this.pool?.dispose();
    this.pool = undefined;
  }
}
