interface Disposable {
  dispose(): void;
}

/** Keeps the last few models, so that decoding again with one of them starts at once. The least recently used goes first. */
export class ModelCache<Model extends Disposable> {
  /** In the order of their last use, the oldest first. */
  private readonly models = new Map<string, Model>();

  constructor(private readonly capacity: number) {}

  /** The model under this key, loaded if it is not there. A failed load leaves the others alone. */
  async get(key: string, load: () => Promise<Model>): Promise<Model> {
    const model = this.models.get(key) ?? (await load());
    this.models.delete(key);
    this.models.set(key, model);
    for (const [oldest, dropped] of this.models) {
      if (this.models.size <= this.capacity) break;
      this.models.delete(oldest);
      dropped.dispose();
    }
    return model;
  }

  /** Lets go of every model whose key fits. */
  drop(fits: (key: string) => boolean): void {
    for (const [key, model] of this.models) {
      if (!fits(key)) continue;
      this.models.delete(key);
      model.dispose();
    }
  }
}
