/** A browser that never rests is not waited for any longer. */
const atMostMs = 300;

/** Calls back once the next frame is painted and there is nothing more urgent to do. */
export function whenIdle(callback: () => void): void {
  requestAnimationFrame(() => {
    // Safari has none: there the frame alone comes first.
    if ('requestIdleCallback' in window) requestIdleCallback(callback, { timeout: atMostMs });
    else setTimeout(callback);
  });
}
