import type { Chart } from 'chart.js';
import type { Theme } from '../theme';
import type { ChangeMark } from './changeMark';

/** Labels nearer to each other than their width would run into one another. */
const labelGapPx = 8;
const labelInsetPx = 4;
const labelHeightPx = 13;

/** Dashed lines where something was done by hand, each with its label at the top as far as there is room. */
export function drawChangeMarks(
  { ctx, chartArea, scales }: Chart,
  marks: readonly ChangeMark[],
  theme: Theme,
): void {
  const x = scales['x'];
  if (x === undefined) return;
  ctx.save();
  ctx.strokeStyle = theme.foreground;
  ctx.font = `10px ${theme.fontFamily}`;
  ctx.textBaseline = 'top';
  ctx.setLineDash([6, 4]);
  let freeFrom = -Infinity;
  for (const { step, label } of marks) {
    if (step < x.min || step > x.max) continue;
    const pixel = Math.round(x.getPixelForValue(step)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(pixel, chartArea.top);
    ctx.lineTo(pixel, chartArea.bottom);
    ctx.stroke();
    const width = ctx.measureText(label).width;
    const isRoomAfter = pixel + labelInsetPx + width <= chartArea.right;
    const start = isRoomAfter ? pixel + labelInsetPx : pixel - labelInsetPx - width;
    if (start < freeFrom) continue;
    // Curves run behind it.
    ctx.fillStyle = theme.background;
    ctx.fillRect(start - 2, chartArea.top + 1, width + 4, labelHeightPx);
    ctx.fillStyle = theme.foreground;
    ctx.fillText(label, start, chartArea.top + 2);
    freeFrom = start + width + labelGapPx;
  }
  ctx.restore();
}
