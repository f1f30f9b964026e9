/** From the beginning of a frame to that of the next one: more than this, and a frame was left out. */
const frameLimitMs = 20;
const leastDetail = 0.15;
/** After the last move, everything is drawn. */
const restMs = 120;

/**
 * How much is drawn while the user zooms, pans or smooths: as much as this machine can at 60 frames a second. A moment after
 * the last move, all that the screen can show.
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

  /** Draws with the detail that there is time for, and learns from when the next frame begins: canvases are painted after us. */
  measure(draw: (detail: number) => void): void {
    draw(this.#isMoving ? this.#detail : 1);
    if (!this.#isMoving) return;
    const from = performance.now();
    requestAnimationFrame(() => {
      const isLate = performance.now() - from > frameLimitMs;
      this.#detail = Math.min(1, Math.max(leastDetail, this.#detail * (isLate ? 0.6 : 1.04)));
    });
  }
}
