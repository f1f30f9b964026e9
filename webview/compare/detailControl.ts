/** So long a frame may take to draw, of the 16.7 ms that it has. */
const frameBudgetMs = 9;
const leastDetail = 0.2;
/** After the last move, everything is drawn. */
const restMs = 120;

/**
 * How many points are drawn while the user zooms, pans or smooths: as many as this machine can in a frame. A moment after the
 * last move, all that the screen can show.
 */
export class DetailControl {
  #detail = 1;
  #isMoving = false;
  #isRequested = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly draw: () => void) {}

  /** The user moves something. */
  moving(): void {
    this.#isMoving = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isMoving = false;
      this.request();
    }, restMs);
  }

  /** Draws in the next frame. */
  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    requestAnimationFrame(() => {
      this.#isRequested = false;
      this.draw();
    });
  }

  /** Draws with the detail that there is time for, and learns from how long that takes. */
  measure(draw: (detail: number) => void): void {
    const from = performance.now();
    draw(this.#isMoving ? this.#detail : 1);
    const ms = performance.now() - from;
    if (!this.#isMoving) return;
    const wanted = this.#detail * (ms > frameBudgetMs ? 0.75 : 1.1);
    this.#detail = Math.min(1, Math.max(leastDetail, wanted));
  }
}
