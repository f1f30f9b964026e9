import type { Engine, EngineInfo, VariableValue } from '../../core/step/engine';
import type { Step } from '../../core/step/step';
import type { OptimizeOptions } from '../trace/optimize/optimizeProgram';
import { ReplayStep } from './replayStep';
import { tensorMemory, type TensorMemory } from './tensorMemory';
import { WasmVariables } from './wasmVariables';

/** Runs traced steps on the WebAssembly backend, on one thread. */
export class ReplayEngine implements Engine {
  private readonly tensors: TensorMemory;
  private readonly variables: WasmVariables;
  private readonly steps = new Set<ReplayStep>();

  /** @throws Error when the backend has not been initialised */
  constructor(
    readonly info: EngineInfo,
    private readonly optimize: OptimizeOptions = {},
  ) {
    this.tensors = tensorMemory();
    this.variables = new WasmVariables(this.tensors);
  }

  defineVariables(values: ReadonlyMap<string, VariableValue>): void {
    this.variables.define(values);
  }

  writeVariables(values: ReadonlyMap<string, VariableValue>): void {
    this.variables.write(values);
  }

  readVariables(): Map<string, VariableValue> {
    return this.variables.read();
  }

  compile(step: Step): ReplayStep {
    const compiled = new ReplayStep(step, {
      variables: this.variables,
      memory: this.tensors,
      optimize: this.optimize,
      onDispose: (disposed) => this.steps.delete(disposed),
    });
    this.steps.add(compiled);
    return compiled;
  }

  /** Tensors of the whole backend but the constants of compiled steps, which stay as long as these do. */
  memory(): { tensors: number; bytes: number } {
    const constants = [...this.steps].reduce((sum, { constantCount }) => sum + constantCount, 0);
    return { tensors: this.tensors.numDataIds() - constants, bytes: this.variables.bytes };
  }

  dispose(): void {
    for (const step of this.steps) step.dispose();
    this.variables.dispose();
  }
}
