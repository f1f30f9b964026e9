import type { CompiledStep, Engine } from './engine';
import type { Step } from './step';

/** Compiles every step once. With a `capacity`, the one least recently used makes room. */
export class StepCache {
  /** In the order of their last use, the oldest first. */
  private readonly compiled = new Map<string, CompiledStep>();

  constructor(
    private readonly engine: Pick<Engine, 'compile'>,
    private readonly capacity = Infinity,
  ) {}

  /** The step under this key, which names its kind and its shapes. */
  get(key: string, make: () => Step): CompiledStep {
    const step = this.compiled.get(key) ?? this.engine.compile(make());
    this.compiled.delete(key);
    this.compiled.set(key, step);
    for (const [oldest, dropped] of this.compiled) {
      if (this.compiled.size <= this.capacity) break;
      this.compiled.delete(oldest);
      dropped.dispose();
    }
    return step;
  }

  dispose(): void {
    for (const step of this.compiled.values()) step.dispose();
    this.compiled.clear();
  }
}
