/** From the beginning of a frame to that of the next one: more than this, and a frame was left out. */
const frameLimitMs = 20;
const leastShare = 0.15;
/** More is not told from less in a draft that moves. */
const mostOfDraft = 0.45;
/** After the last move, everything is drawn. */
const restMs = 120;

/** How to draw a frame. */
export interface Detail {
  /** 0 to 1: how many of the points that the screen could show. */
  readonly share: number;
  /** In thin lines, which are quick everywhere. */
  readonly isDraft: boolean;
}

/** At rest. */
export const wholeDetail: Detail = { share: 1, isDraft: false };

/**
 * How much is drawn while the user zooms, pans or smooths: as much as this machine can at 60 frames a second. A moment after
 * the last move, all that the screen can show.
 */
export class DetailControl {
  #share = 1;
  /** Some frame of a move was late: from then on there are drafts while things move. */
  #isSlow = false;
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
  measure(draw: (detail: Detail) => void): void {
    draw(this.#isMoving ? { share: this.#share, isDraft: this.#isSlow } : wholeDetail);
    if (!this.#isMoving) return;
    const from = performance.now();
    requestAnimationFrame(() => {
      const isLate = performance.now() - from > frameLimitMs;
      // The first remedy is drafts.
      if (!isLate || this.#isSlow)
        this.#share = Math.min(
          this.#isSlow ? mostOfDraft : 1,
          Math.max(leastShare, this.#share * (isLate ? 0.6 : 1.04)),
        );
      this.#isSlow ||= isLate;
    });
  }
}
