import type { CompiledStep, Engine, EngineInfo, VariableValue } from '../../core/step/engine';
import type { Step } from '../../core/step/step';
import type { OptimizeOptions } from '../trace/optimize/optimizeProgram';
import { ReplayStep, type StepContext } from './replayStep';
import { tensorMemory } from './tensorMemory';
import { WasmVariables } from './wasmVariables';

/** Runs traced steps on the WebAssembly backend, on one thread. */
export class ReplayEngine implements Engine {
  private readonly context: StepContext;
  private readonly steps = new Set<ReplayStep>();

  /** @throws Error when the backend has not been initialised */
  constructor(
    readonly info: EngineInfo,
    optimize: OptimizeOptions = {},
  ) {
    const memory = tensorMemory();
    this.context = { memory, variables: new WasmVariables(memory), optimize };
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
    return this.compileForOneThread(step);
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
  }
}
