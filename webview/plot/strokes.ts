/** Where a line of one pixel is sharp: between two of the screen's. */
export const crisp = (pixel: number): number => Math.round(pixel) + 0.5;

/** A straight line. */
export function strokeLine(
  context: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** A line as wide as several of one pixel of the screen, one below the other. */
export function strokeThin(context: CanvasRenderingContext2D, path: Path2D, widthPx: number): void {
  const pixel = 1 / window.devicePixelRatio;
  const count = Math.max(1, Math.floor(widthPx / pixel));
  const distance = count === 1 ? 0 : (widthPx - pixel) / (count - 1);
  context.lineWidth = pixel;
  context.translate(0, (-distance * (count - 1)) / 2);
  for (let number = 0; number < count; number++) {
    context.stroke(path);
    context.translate(0, distance);
  }
  context.translate(0, (-distance * (count + 1)) / 2);
}
