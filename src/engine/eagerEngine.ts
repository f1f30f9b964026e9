import { clone, keep, memory, tensor, tidy, util, type Tensor } from '@tensorflow/tfjs-core';
import type {
  CompiledStep,
  Engine,
  EngineInfo,
  EngineTensor,
  Feed,
  RunResult,
  TypedValues,
  VariableValue,
} from '../core/step/engine';
import type { Step } from '../core/step/step';
import { activateBackend } from './activateBackend';
import { EagerTensor } from './eagerTensor';
import { feedTensors } from './feedTensors';
import { unalignedCopy } from './unalignedCopy';

/**
 * Runs the bodies of steps op by op on an initialised tfjs backend. Variables are kept tensors; an update swaps them.
 */
export class EagerEngine implements Engine {
  private readonly variables = new Map<string, Tensor>();

  constructor(
    readonly info: EngineInfo,
    /** Name under which the backend is registered with tfjs. */
    private readonly backendName: string,
  ) {}

  defineVariables(values: ReadonlyMap<string, VariableValue>): void {
    activateBackend(this.backendName);
    this.disposeVariables();
    for (const [name, value] of values) this.variables.set(name, variableTensor(name, value));
  }

  writeVariables(values: ReadonlyMap<string, VariableValue>): void {
    activateBackend(this.backendName);
    for (const [name, value] of values) {
      const current = this.variables.get(name);
      if (current === undefined) throw new Error(`There is no variable "${name}".`);
      if (!util.arraysEqual(current.shape, [...value.shape]))
        throw new Error(
          `Variable "${name}" has shape [${current.shape.join(', ')}], not [${value.shape.join(', ')}].`,
        );
    }
    for (const [name, value] of values) {
      this.variables.get(name)?.dispose();
      this.variables.set(name, variableTensor(name, value));
    }
  }

  readVariables(): Map<string, VariableValue> {
    activateBackend(this.backendName);
    const values = new Map<string, VariableValue>();
    for (const [name, variable] of this.variables)
      values.set(name, { shape: variable.shape, values: variable.dataSync<'float32'>().slice() });
    return values;
  }

  compile(step: Step): CompiledStep {
    return {
      feeds: step.feeds,
      run: (feeds) => this.run(step, feeds),
      dispose: () => undefined,
    };
  }

  memory(): { tensors: number; bytes: number } {
    const { numTensors, numBytes } = memory();
    return { tensors: numTensors, bytes: numBytes };
  }

  dispose(): void {
    activateBackend(this.backendName);
    this.disposeVariables();
  }

  private run(step: Step, feeds: Readonly<Record<string, Feed>>): RunResult {
    activateBackend(this.backendName);
    const fetches: Record<string, TypedValues> = {};
    const kept: Record<string, EngineTensor> = {};
    const updated = new Map<string, Tensor>();
    tidy(() => {
      const result = step.body(Object.fromEntries(this.variables), feedTensors(step.name, step.feeds, feeds));
      for (const [name, value] of Object.entries(result.updates ?? {})) {
        const variable = this.variables.get(name);
        if (variable === undefined)
          throw new Error(`Step "${step.name}" updates "${name}", which is no variable.`);
        if (!util.arraysEqual(variable.shape, value.shape))
          throw new Error(
            `Step "${step.name}" updates "${name}" of shape [${variable.shape.join(', ')}] with [${value.shape.join(', ')}].`,
          );
      }
      for (const [name, value] of Object.entries(result.fetches)) fetches[name] = readValues(value);
      // Clones: a result may be a feed, a variable or another result, each with a life of its own.
      for (const [name, value] of Object.entries(result.kept ?? {}))
        kept[name] = new EagerTensor(keep(clone(value)));
      for (const [name, value] of Object.entries(result.updates ?? {})) updated.set(name, keep(clone(value)));
    });
    for (const [name, value] of updated) {
      this.variables.get(name)?.dispose();
      this.variables.set(name, value);
    }
    return { fetches, kept };
  }

  private disposeVariables(): void {
    for (const variable of this.variables.values()) variable.dispose();
    this.variables.clear();
  }
}

function variableTensor(name: string, { shape, values }: VariableValue): Tensor {
  const size = util.sizeFromShape([...shape]);
  if (values.length !== size)
    throw new Error(
      `Variable "${name}" of shape [${shape.join(', ')}] has ${values.length} values, not ${size}.`,
    );
  // Made outside any scope and copied: neither tidy nor the caller's array may take it away.
  return keep(tensor(unalignedCopy(values), [...shape], 'float32'));
}

function readValues(value: Tensor): TypedValues {
  if (value.dtype !== 'float32' && value.dtype !== 'int32' && value.dtype !== 'bool')
    throw new Error(`A step can fetch float32, int32 and bool tensors, not ${value.dtype}.`);
  const values = value.dataSync();
  return values.slice();
}
