import type { Disposable } from 'vscode';

/**
 * Runs an action at most once in `intervalMs`: at once when the last run is long enough ago, else as soon as it is. The
 * last request is never lost.
 */
export class Throttle implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private lastRunMs = -Infinity;

  constructor(
    private readonly intervalMs: number,
    private readonly action: () => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  request(): void {
    if (this.timer !== undefined) return;
    const waitMs = this.lastRunMs + this.intervalMs - this.nowMs();
    if (waitMs <= 0) this.run();
    else {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        // A timer's clock is coarser than ours: it may ring a part of a millisecond early.
        this.request();
      }, Math.ceil(waitMs));
    }
  }

  /** Forgets a request that is still waiting. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  dispose(): void {
    this.cancel();
  }

  private run(): void {
    this.lastRunMs = this.nowMs();
    this.action();
  }
}
