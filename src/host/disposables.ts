import type { Disposable } from 'vscode';

/** Owns other disposables and ends them with itself, last one first. */
export class Disposables implements Disposable {
  private readonly owned: Disposable[] = [];
  private disposed = false;

  /** Takes over `disposable`; when this owner has already ended, it ends at once. */
  add<T extends Disposable>(disposable: T): T {
    if (this.disposed) disposable.dispose();
    else this.owned.push(disposable);
    return disposable;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    for (let owned = this.owned.pop(); owned !== undefined; owned = this.owned.pop()) owned.dispose();
  }
}
