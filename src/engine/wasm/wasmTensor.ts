import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { EngineTensor } from '../../core/step/engine';
import type { ElementType } from '../../core/step/step';
import type { TensorMemory } from './tensorMemory';

/** A tensor of the WebAssembly backend, handed out by an engine. */
export class WasmTensor implements EngineTensor {
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  private disposed = false;

  constructor(
    readonly info: TensorInfo,
    private readonly memory: TensorMemory,
  ) {
    this.shape = info.shape;
    this.dtype = info.dtype as ElementType;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.memory.disposeData(this.info.dataId);
  }
}
