import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { VariableValue } from '../../core/step/engine';
import type { NamedSpecs } from '../../core/step/step';
import { readTensor, writeTensor, type TensorMemory } from './tensorMemory';

/** An engine's variables as tensors of the WebAssembly backend. */
export class WasmVariables {
  private readonly byName = new Map<string, TensorInfo>();
  private described = '';
  private edits = 0;

  constructor(private readonly memory: TensorMemory) {}

  /** By name, in the order of their definition. */
  get tensors(): ReadonlyMap<string, TensorInfo> {
    return this.byName;
  }

  /** Names and shapes as a text: programs are traced for one layout. */
  get layout(): string {
    return this.described;
  }

  /** Another number whenever a value has been replaced. */
  get edition(): number {
    return this.edits;
  }

  get specs(): NamedSpecs {
    return Object.fromEntries(
      [...this.byName].map(([name, { shape }]) => [name, { shape: [...shape], dtype: 'float32' }]),
    );
  }

  get bytes(): number {
    return [...this.byName.values()].reduce((sum, { shape }) => sum + 4 * util.sizeFromShape(shape), 0);
  }

  /** @throws Error when a value does not fill its shape */
  define(values: ReadonlyMap<string, VariableValue>): void {
    for (const [name, value] of values) checkSize(name, value);
    this.dispose();
    for (const [name, value] of values) this.byName.set(name, this.tensor(value));
    this.edits++;
    this.described = JSON.stringify(this.specs);
  }

  /** @throws Error on an unknown name or another shape, before anything is written */
  write(values: ReadonlyMap<string, VariableValue>): void {
    for (const [name, value] of values) {
      const current = this.byName.get(name);
      if (current === undefined) throw new Error(`There is no variable "${name}".`);
      if (!util.arraysEqual(current.shape, [...value.shape]))
        throw new Error(
          `Variable "${name}" has shape [${current.shape.join(', ')}], not [${value.shape.join(', ')}].`,
        );
      checkSize(name, value);
    }
    for (const [name, value] of values) this.replace(name, this.tensor(value));
  }

  /** Takes over a tensor as the new value of a variable. */
  replace(name: string, tensor: TensorInfo): void {
    const old = this.byName.get(name);
    this.byName.set(name, tensor);
    this.edits++;
    if (old !== undefined) this.memory.disposeData(old.dataId);
  }

  /** Copies. */
  read(): Map<string, VariableValue> {
    return new Map(
      [...this.byName].map(([name, tensor]) => [
        name,
        { shape: [...tensor.shape], values: readTensor(this.memory, tensor) as Float32Array },
      ]),
    );
  }

  dispose(): void {
    for (const { dataId } of this.byName.values()) this.memory.disposeData(dataId);
    this.byName.clear();
  }

  private tensor({ shape, values }: VariableValue): TensorInfo {
    return writeTensor(this.memory, { shape, dtype: 'float32' }, values);
  }
}

function checkSize(name: string, { shape, values }: VariableValue): void {
  const size = util.sizeFromShape([...shape]);
  if (values.length !== size)
    throw new Error(
      `Variable "${name}" of shape [${shape.join(', ')}] has ${values.length} values, not ${size}.`,
    );
}
