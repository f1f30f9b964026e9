import type { Theme } from '../theme';
import type { PlotArea } from './plotSurface';
import { crisp, strokeLine } from './strokes';

/** A straight line across a plot, with its name. */
export interface NamedLine {
  /** Where it is drawn: from the top, or from the left. */
  readonly pixel: number;
  readonly label: string;
}

/** Between the labels of two vertical lines: nearer, they would run into one another. */
const labelGapPx = 8;
const labelInsetPx = 4;
const labelHeightPx = 13;

/** Values to compare the curves with. */
export function drawHorizontals(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: PlotArea,
  lines: readonly NamedLine[],
  theme: Theme,
): void {
  context.save();
  context.lineWidth = 1;
  context.strokeStyle = theme.foreground;
  context.textAlign = 'right';
  for (const { pixel: exact, label } of lines) {
    const pixel = crisp(exact);
    if (!Number.isFinite(pixel) || pixel < top || pixel > top + height) continue;
    context.setLineDash([12, 4]);
    strokeLine(context, left, pixel, left + width, pixel);
    // Behind the words, so that curves don't run through them.
    const textWidth = context.measureText(label).width;
    const isLow = pixel > top + 18;
    context.textBaseline = isLow ? 'bottom' : 'top';
    context.fillStyle = theme.background;
    context.globalAlpha = 0.85;
    context.fillRect(left + width - textWidth - 6, isLow ? pixel - 16 : pixel + 2, textWidth + 6, 14);
    context.globalAlpha = 1;
    context.fillStyle = theme.foreground;
    context.fillText(label, left + width - 3, isLow ? pixel - 3 : pixel + 3);
  }
  context.restore();
}

/** Where something happened to all curves, by rising place: named at the top as far as there is room. */
export function drawVerticals(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: PlotArea,
  lines: readonly NamedLine[],
  theme: Theme,
): void {
  context.save();
  context.lineWidth = 1;
  context.strokeStyle = theme.foreground;
  context.font = `10px ${theme.fontFamily}`;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.setLineDash([6, 4]);
  let freeFrom = -Infinity;
  for (const { pixel: exact, label } of lines) {
    const pixel = crisp(exact);
    if (!Number.isFinite(pixel) || pixel < left || pixel > left + width) continue;
    strokeLine(context, pixel, top, pixel, top + height);
    const textWidth = context.measureText(label).width;
    const isRoomAfter = pixel + labelInsetPx + textWidth <= left + width;
    const start = isRoomAfter ? pixel + labelInsetPx : pixel - labelInsetPx - textWidth;
    if (start < freeFrom) continue;
    // Curves run behind it.
    context.fillStyle = theme.background;
    context.fillRect(start - 2, top + 1, textWidth + 4, labelHeightPx);
    context.fillStyle = theme.foreground;
    context.fillText(label, start, top + 2);
    freeFrom = start + textWidth + labelGapPx;
  }
  context.restore();
}
