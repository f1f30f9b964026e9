import type { EngineTensor } from '../../core/step/engine';
import type { ElementType, TensorSpec } from '../../core/step/step';
import type { TfjsBinding } from './tfjsBinding';

/** A tensor that stays in native TensorFlow between runs; it can be fed to any session. */
export class NativeTensor implements EngineTensor {
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  private disposed = false;

  constructor(
    private readonly binding: TfjsBinding,
    readonly id: number,
    { shape, dtype }: TensorSpec,
    private readonly onDispose: () => void,
  ) {
    this.shape = shape;
    this.dtype = dtype;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.binding.deleteTensor(this.id);
    this.onDispose();
  }
}
