import { createElement } from '../dom';
import type { Theme } from '../theme';
import type { PlotArea } from './plotSurface';
import { prepareCanvas, type PlotSize } from './prepareCanvas';
import { crisp, strokeLine } from './strokes';

/** Where the crosshair is, in pixels of the plot. */
export interface CrosshairPlace {
  readonly pixel: number;
  /** Points of curves, each of which gets a ring. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly color: string }[];
}

/** A vertical line with rings, on a canvas above the curves: a move of the pointer draws no curve. */
export class Crosshair {
  readonly canvas = createElement('canvas', {
    class: 'plot-overlay',
    attributes: { 'aria-hidden': 'true' },
  });
  #isShown = false;

  /** @param place undefined: there is none */
  draw(place: CrosshairPlace | undefined, size: PlotSize, area: PlotArea, theme: Theme): void {
    // Dragging says so at every move.
    if (place === undefined && !this.#isShown) return;
    this.#isShown = place !== undefined;
    const context = prepareCanvas(this.canvas, size, theme.fontFamily);
    const { left, top, width, height } = area;
    if (context === undefined || place === undefined) return;
    if (place.pixel < left - 0.5 || place.pixel > left + width + 0.5) return;
    context.strokeStyle = theme.axisLine;
    context.setLineDash([2, 3]);
    const pixel = crisp(place.pixel);
    strokeLine(context, pixel, top, pixel, top + height);
    context.setLineDash([]);
    context.lineWidth = 2;
    for (const { x, y, color } of place.points) {
      if (!Number.isFinite(y) || y < top || y > top + height) continue;
      context.beginPath();
      context.arc(x, y, 3.5, 0, 2 * Math.PI);
      context.fillStyle = theme.background;
      context.fill();
      context.strokeStyle = color;
      context.stroke();
    }
  }
}
