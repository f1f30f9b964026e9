import { createElement } from '../dom';
import type { Theme } from '../theme';
import { Crosshair } from './crosshair';
import { firstAbove } from './curve';
import { outSize, type Extremes } from './extremes';
import { drawLineMarks, drawLineMarksQuickly, drawPointMark, type PointMark } from './marks';
import { drawHorizontals } from './namedLines';
import type { PlotArea, PlotSurface } from './plotSurface';
import { prepareCanvas } from './prepareCanvas';
import type { MarkShape } from './runStyle';
import { crisp, strokeLine, strokeThin } from './strokes';
import { linearTicks, logarithmicTicks } from './ticks';
import { shareOf, valueAt, type AxisRange } from './xRange';

export interface PlotCurve {
  /** Rising. */
  readonly x: Float64Array;
  readonly y: Float32Array;
  readonly length: number;
  readonly extremes: Extremes;
  readonly color: string;
  /** 0: only its values count, for the range of the y-axis. */
  readonly opacity: number;
  readonly widthPx: number;
  readonly dash: readonly number[];
  /** A mark now and then along the line; undefined: none. */
  readonly mark: MarkShape | undefined;
}

/** Something at one point of a curve. */
export interface PlotMark {
  readonly x: number;
  readonly y: number;
  readonly type: PointMark;
  readonly color: string;
}

export interface PlotContent {
  /** The last ones on top. */
  readonly curves: readonly PlotCurve[];
  readonly marks: readonly PlotMark[];
  /** Horizontal lines with a name. */
  readonly references: readonly { readonly value: number; readonly label: string }[];
  readonly x: AxisRange;
  readonly logarithmicX: boolean;
  /** The x-axis counts: it has nothing between whole numbers. */
  readonly isCounted: boolean;
  readonly logarithmicY: boolean;
  /** What the y-axis shows whatever the values are, such as 0 to 1 for a share. */
  readonly leastY: AxisRange | undefined;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  /** 0 to 1: fewer points while things move, on machines where all would be slow. */
  readonly detail: number;
  /**
   * Lines are as many of one pixel of the screen as their width has room for. Without a graphics processor that takes a third
   * of the time of wide ones, whose outlines have to be found first.
   */
  readonly isDraft: boolean;
}

const margins = { left: 54, right: 14, top: 8, bottom: 24 };
/** Between two marks of a line. */
const markDistancePx = 96;
const defaultRange: AxisRange = { min: 0, max: 1 };

/**
 * A line chart on two canvases: curves below, the crosshair above, so that a move of the pointer draws no curve. Draws what it
 * is given at once; whoever calls does so once a frame.
 */
export class LinePlot implements PlotSurface {
  readonly element: HTMLElement;
  readonly canvas = createElement('canvas', { attributes: { role: 'img' } });
  readonly #crosshair = new Crosshair();
  #theme: Theme;
  #content: PlotContent | undefined;
  #y: AxisRange = defaultRange;
  #size = { width: 0, height: 0 };
  /** Indices of the points drawn, by curve: kept, so that a frame allocates nothing. */
  readonly #indices: Int32Array[] = [];

  constructor(theme: Theme, onResize: () => void) {
    this.#theme = theme;
    this.element = createElement('div', { class: 'plot' }, this.canvas, this.#crosshair.canvas);
    new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (width === this.#size.width && height === this.#size.height) return;
      this.#size = { width, height };
      onResize();
    }).observe(this.element);
  }

  set theme(theme: Theme) {
    this.#theme = theme;
  }

  get area(): PlotArea {
    const { left, right, top, bottom } = margins;
    const { width, height } = this.#size;
    return {
      left,
      top,
      width: Math.max(1, width - left - right),
      height: Math.max(1, height - top - bottom),
    };
  }

  /** The x value at a place in the element; undefined beside the plot. */
  xAt(offsetPx: number): number | undefined {
    const { left, width } = this.area;
    const share = (offsetPx - left) / width;
    const content = this.#content;
    if (content === undefined || share < 0 || share > 1) return undefined;
    return valueAt(share, content.x, content.logarithmicX);
  }

  /** Where an x value is in the element. */
  pixelOf(x: number): number {
    const { left, width } = this.area;
    const content = this.#content;
    return content === undefined ? left : left + shareOf(x, content.x, content.logarithmicX) * width;
  }

  draw(content: PlotContent): void {
    this.#content = content;
    const context = prepareCanvas(this.canvas, this.#size, this.#theme.fontFamily);
    if (context === undefined) return;
    const counts = content.curves.map((curve, index) => this.#select(curve, index, content));
    this.#y = this.#fitY(content, counts);
    this.#drawAxes(context, content);
    const { left, top, width, height } = this.area;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    content.curves.forEach((curve, index) =>
      this.#drawCurve(context, curve, index, counts[index] ?? 0, content),
    );
    context.restore();
    const references = content.references.map(({ value, label }) => ({
      pixel: this.#pixelOfY(value, content),
      label,
    }));
    drawHorizontals(context, this.area, references, this.#theme);
    for (const mark of content.marks) this.#drawMark(context, mark, content);
  }

  /** A vertical line, and a ring on each curve there. */
  drawCrosshair(x: number | undefined, points: readonly { x: number; y: number; color: string }[]): void {
    const content = this.#content;
    if (content === undefined) return;
    const place =
      x === undefined
        ? undefined
        : {
            pixel: this.pixelOf(x),
            points: points.map((point) => ({
              x: this.pixelOf(point.x),
              y: this.#pixelOfY(point.y, content),
              color: point.color,
            })),
          };
    this.#crosshair.draw(place, this.#size, this.area, this.#theme);
  }

  /** Chooses the points of a curve that a view of this width can show. */
  #select({ x, y, length, extremes }: PlotCurve, index: number, { x: seen, detail }: PlotContent): number {
    const maximum = Math.max(32, Math.round((this.area.width / 2) * detail));
    let out = this.#indices[index];
    if (out === undefined || out.length < outSize(maximum)) out = new Int32Array(outSize(maximum));
    this.#indices[index] = out;
    // One point to either side, for the lines that come in and go out.
    const from = Math.max(0, firstAbove(x, seen.min, length) - 1);
    const to = Math.min(length, firstAbove(x, seen.max, length) + 1);
    return extremes.select(y, from, to, maximum, out);
  }

  #fitY({ curves, references, logarithmicY, leastY }: PlotContent, counts: readonly number[]): AxisRange {
    let [min, max] = [Infinity, -Infinity];
    const take = (value: number): void => {
      if (!Number.isFinite(value) || (logarithmicY && value <= 0)) return;
      if (value < min) min = value;
      if (value > max) max = value;
    };
    curves.forEach(({ y }, index) => {
      const indices = this.#indices[index]!;
      for (let k = 0; k < counts[index]!; k++) take(y[indices[k]!]!);
    });
    for (const { value } of references) take(value);
    if (leastY !== undefined && !logarithmicY) {
      take(leastY.min);
      take(leastY.max);
      return min <= max ? { min, max } : defaultRange;
    }
    if (min > max) return logarithmicY ? { min: 0.1, max: 1 } : defaultRange;
    if (logarithmicY)
      return max > min * 1.001 ? { min: min / 1.05, max: max * 1.05 } : { min: min / 2, max: max * 2 };
    const room = max > min ? (max - min) * 0.04 : Math.abs(max) * 0.1 || 1;
    return { min: min >= 0 ? Math.max(0, min - room) : min - room, max: max + room };
  }

  #pixelOfY(value: number, { logarithmicY }: PlotContent): number {
    const { top, height } = this.area;
    return top + height * (1 - shareOf(value, this.#y, logarithmicY));
  }

  #drawAxes(context: CanvasRenderingContext2D, content: PlotContent): void {
    const { x, isCounted, logarithmicX, logarithmicY, formatX, formatY } = content;
    const { left, top, width, height } = this.area;
    const { gridLine, axisLine, muted } = this.#theme;
    const ticksOf = (range: AxisRange, logarithmic: boolean, count: number): number[] =>
      (logarithmic ? logarithmicTicks : linearTicks)(range, count);
    context.fillStyle = muted;
    context.strokeStyle = gridLine;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const tick of ticksOf(this.#y, logarithmicY, Math.max(2, height / 42))) {
      const pixel = crisp(this.#pixelOfY(tick, content));
      strokeLine(context, left, pixel, left + width, pixel);
      context.fillText(formatY(tick), left - 6, pixel);
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    let labelEnd = -Infinity;
    const most = Math.max(2, width / 84);
    for (const tick of ticksOf(x, logarithmicX, isCounted ? Math.min(most, x.max - x.min) : most)) {
      const pixel = crisp(this.pixelOf(tick));
      strokeLine(context, pixel, top, pixel, top + height);
      const label = formatX(tick);
      const half = context.measureText(label).width / 2;
      const center = Math.min(pixel, left + width + margins.right - half);
      if (center - half < labelEnd + 6) continue;
      context.fillText(label, center, top + height + 7);
      labelEnd = center + half;
    }
    context.strokeStyle = axisLine;
    strokeLine(context, left + 0.5, top, left + 0.5, top + height);
    strokeLine(context, left, top + height + 0.5, left + width, top + height + 0.5);
  }

  #drawCurve(
    context: CanvasRenderingContext2D,
    { x, y, color, opacity, widthPx, dash, mark }: PlotCurve,
    index: number,
    count: number,
    content: PlotContent,
  ): void {
    if (count === 0 || opacity === 0) return;
    const indices = this.#indices[index]!;
    const { logarithmicX, logarithmicY } = content;
    const { left, top, width, height } = this.area;
    // Both axes as `a + b · v`, so that the loop over points is as short as can be.
    const xLine = axisLine(content.x, logarithmicX, left, left + width);
    const yLine = axisLine(this.#y, logarithmicY, top + height, top);
    const path = new Path2D();
    const markAt: number[] = [];
    let nextMark = mark === undefined ? Infinity : left + ((index * 29) % markDistancePx);
    for (let k = 0; k < count; k++) {
      const point = indices[k]!;
      const [xValue, yValue] = [x[point]!, y[point]!];
      const px = xLine.a + xLine.b * (logarithmicX ? Math.log(xValue) : xValue);
      const py = yLine.a + yLine.b * (logarithmicY ? Math.log(yValue) : yValue);
      // No logarithm: the line goes on at the next point.
      if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
      path.lineTo(px, py);
      if ((px >= nextMark || (count === 1 && mark !== undefined)) && px >= left) {
        markAt.push(px, py);
        nextMark = px + markDistancePx;
      }
    }
    context.globalAlpha = opacity;
    context.strokeStyle = color;
    context.setLineDash(dash);
    if (content.isDraft) strokeThin(context, path, widthPx);
    else {
      context.lineWidth = widthPx;
      context.stroke(path);
    }
    context.setLineDash([]);
    const drawMarks = content.isDraft ? drawLineMarksQuickly : drawLineMarks;
    if (mark !== undefined) drawMarks(context, mark, color, markAt);
    context.globalAlpha = 1;
  }

  #drawMark(context: CanvasRenderingContext2D, { x, y, type, color }: PlotMark, content: PlotContent): void {
    const share = shareOf(x, content.x, content.logarithmicX);
    const [px, py] = [this.pixelOf(x), this.#pixelOfY(y, content)];
    const { top, height } = this.area;
    if (!(share >= 0 && share <= 1) || !(py >= top - 1 && py <= top + height + 1)) return;
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeStyle = color;
    context.fillStyle = this.#theme.background;
    context.save();
    context.translate(px, py);
    drawPointMark(context, type, color, { top: top - py, bottom: top + height - py });
    context.restore();
  }
}

function axisLine(
  { min, max }: AxisRange,
  logarithmic: boolean,
  start: number,
  end: number,
): { a: number; b: number } {
  const [from, to] = logarithmic ? [Math.log(min), Math.log(max)] : [min, max];
  const b = (end - start) / (to - from);
  return { a: start - b * from, b };
}
