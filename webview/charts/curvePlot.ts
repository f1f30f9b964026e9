import {
  Chart,
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type Point,
  type PointStyle,
} from 'chart.js';
import { createElement } from '../dom';
import { Crosshair } from '../plot/crosshair';
import { drawVerticals } from '../plot/namedLines';
import type { PlotArea, PlotSurface } from '../plot/plotSurface';
import type { PlotSize } from '../plot/prepareCanvas';
import type { MarkShape } from '../plot/runStyle';
import type { AxisRange } from '../plot/xRange';
import type { Theme } from '../theme';
import type { ChangeMark } from './changeMark';
import type { CurveSpec } from './curveSpec';
import { pointUpTo, type CurvePoint, type CurvePoints } from './smoothedCurve';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Decimation);

/** Width of the y-axis: fixed, so that the plot does not move when its labels get longer. */
const yAxisWidthPx = 48;
const markRadiusPx = 2.5;
const bestRadiusPx = 6;

/** A curve with its points. */
export interface DrawnCurve {
  readonly spec: CurveSpec;
  readonly points: CurvePoints;
}

export interface CurvePlotOptions {
  readonly curves: readonly DrawnCurve[];
  readonly formatStep: (step: number) => string;
  readonly formatTick: (value: number) => string;
  readonly theme: Theme;
}

/** What is to be seen of the curves. */
export interface CurvePlotView {
  /** Ids of curves that are switched off. */
  readonly hidden: readonly string[];
  /** Step of the best validation. */
  readonly best: number | undefined;
  readonly changes: readonly ChangeMark[];
  /** The steps that are seen. */
  readonly x: AxisRange;
  /** What the y-axis spans; undefined: what the values do. */
  readonly y: AxisRange | undefined;
  readonly isLogarithmic: boolean;
}

type CurveDataset = ChartDataset<'line', Point[]>;

/** The curves of one run over its steps, drawn by chart.js as soon as there is a place for them. */
export class CurvePlot implements PlotSurface {
  readonly element: HTMLElement;
  readonly canvas = createElement('canvas', { attributes: { role: 'img' } });
  readonly #options: CurvePlotOptions;
  readonly #datasets: readonly CurveDataset[];
  readonly #configuration: ChartConfiguration<'line', Point[]>;
  readonly #crosshair = new Crosshair();
  #chart: Chart<'line', Point[]> | undefined;
  #view: CurvePlotView | undefined;
  #theme: Theme;
  #size: PlotSize = { width: 0, height: 0 };
  /** Colours have changed since the last draw. */
  #isRestyled = false;

  constructor(options: CurvePlotOptions) {
    this.#options = options;
    this.#theme = options.theme;
    this.#datasets = options.curves.map(({ spec }, index) => createDataset(spec, index));
    this.#configuration = this.#createConfiguration();
    this.element = createElement('div', { class: 'plot' }, this.canvas, this.#crosshair.canvas);
    this.theme = options.theme;
    new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      this.#resize({ width, height });
    }).observe(this.element);
  }

  get area(): PlotArea {
    const { left = 0, top = 0, width = 1, height = 1 } = this.#chart?.chartArea ?? {};
    return { left, top, width, height };
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    this.#options.curves.forEach(({ spec }, index) => {
      const color = theme[spec.color];
      Object.assign(this.#datasets[index]!, {
        borderColor: color,
        pointBorderColor: color,
        pointBackgroundColor: spec.role === 'best' ? theme.background : color,
      });
    });
    const font = { family: theme.fontFamily, size: 11 };
    for (const scale of Object.values(this.#configuration.options?.scales ?? {}))
      if (scale !== undefined)
        Object.assign(scale, {
          ticks: { ...scale.ticks, color: theme.muted, font },
          grid: { ...scale.grid, color: theme.gridLine, tickColor: theme.gridLine },
          border: { color: theme.axisLine },
        });
    this.#isRestyled = true;
  }

  draw(view: CurvePlotView): void {
    this.#view = view;
    this.#draw();
  }

  /** A vertical line at a step, and a ring on each of the points. */
  drawCrosshair(step: number | undefined, points: readonly (CurvePoint & { color: string })[]): void {
    const y = this.#chart?.scales['y'];
    if (y === undefined) return;
    const place =
      step === undefined
        ? undefined
        : {
            pixel: this.pixelOf(step),
            points: points.map((point) => ({
              x: this.pixelOf(point.x),
              y: y.getPixelForValue(point.y),
              color: point.color,
            })),
          };
    this.#crosshair.draw(place, this.#size, this.area, this.#theme);
  }

  xAt(offsetPx: number): number | undefined {
    const { left, width } = this.area;
    if (offsetPx < left || offsetPx > left + width) return undefined;
    return this.#chart?.scales['x']?.getValueForPixel(offsetPx);
  }

  pixelOf(x: number): number {
    return this.#chart?.scales['x']?.getPixelForValue(x) ?? 0;
  }

  #resize(size: PlotSize): void {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    if (size.width > 0 && size.height > 0) this.#chart?.resize(size.width, size.height);
    this.#draw();
  }

  #draw(): void {
    const view = this.#view;
    // Made when all is known: it would draw at its making, and again for each thing that it is told.
    if (view === undefined || this.#size.width === 0 || this.#size.height === 0) return;
    this.#take(view);
    if (this.#chart === undefined) {
      [this.canvas.width, this.canvas.height] = [this.#size.width, this.#size.height];
      this.#chart = new Chart(this.canvas, this.#configuration);
    } else {
      // `none` is quick since it leaves the styles that points share as they were.
      this.#chart.update(this.#isRestyled ? 'default' : 'none');
    }
    this.#isRestyled = false;
  }

  #take({ hidden, best, x, y, isLogarithmic }: CurvePlotView): void {
    this.#options.curves.forEach(({ spec, points: { raw, smoothed } }, index) => {
      const dataset = this.#datasets[index]!;
      const data =
        spec.role === 'best' ? bestPoints(smoothed, best) : spec.role === 'background' ? raw : smoothed;
      const radiusPx = spec.role === 'best' ? bestRadiusPx : markRadiusPx;
      // A line needs two points to be seen.
      const isMarked = spec.mark !== undefined || data.length === 1;
      Object.assign(dataset, {
        data,
        hidden: hidden.includes(spec.id),
        pointRadius: isMarked ? radiusPx : 0,
      });
    });
    const { scales } = this.#configuration.options ?? {};
    Object.assign(scales?.['x'] ?? {}, x);
    // A scale's type is not assignable in chart.js's types, but read anew at every update.
    Object.assign(scales?.['y'] ?? {}, {
      type: isLogarithmic ? 'logarithmic' : 'linear',
      min: y?.min,
      max: y?.max,
    });
  }

  #createConfiguration(): ChartConfiguration<'line', Point[]> {
    const { formatStep, formatTick } = this.#options;
    return {
      type: 'line',
      data: { datasets: [...this.#datasets] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        // The size is told, pointer and keys are listened to around it.
        responsive: false,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { top: 6, right: 10 } },
        scales: {
          x: {
            type: 'linear',
            ticks: { maxRotation: 0, precision: 0, callback: (value) => formatStep(Number(value)) },
          },
          y: {
            type: 'linear',
            afterFit: (scale) => (scale.width = yAxisWidthPx),
            ticks: { maxTicksLimit: 7, callback: (value) => formatTick(Number(value)) },
          },
        },
        plugins: { decimation: { enabled: true, algorithm: 'lttb' } },
      },
      plugins: [{ id: 'changes', afterDatasetsDraw: (chart) => this.#drawChanges(chart) }],
    };
  }

  #drawChanges({ ctx, chartArea, scales }: Chart): void {
    const lines = (this.#view?.changes ?? []).map(({ step, label }) => ({
      pixel: scales['x']?.getPixelForValue(step) ?? NaN,
      label,
    }));
    drawVerticals(ctx, chartArea, lines, this.#theme);
  }
}

const pointStyles = {
  circle: 'circle',
  square: 'rect',
  triangle: 'triangle',
  diamond: 'rectRot',
  cross: 'crossRot',
  plus: 'cross',
} as const satisfies Record<MarkShape, PointStyle>;

function createDataset(
  { label, widthPx, dash, mark = 'circle', role }: CurveSpec,
  index: number,
): CurveDataset {
  const isBest = role === 'best';
  return {
    label,
    data: [],
    // What has the smallest number is drawn last.
    order: { best: 0, value: 100 - index, background: 100 }[role],
    borderWidth: widthPx,
    borderDash: [...dash],
    borderJoinStyle: 'round',
    showLine: !isBest,
    // The last validation is often the best: its mark is whole at the edge too.
    ...(isBest ? { clip: bestRadiusPx + 2 } : {}),
    pointStyle: pointStyles[mark],
    pointBorderWidth: isBest ? 2 : 1,
  };
}

function bestPoints(points: readonly CurvePoint[], best: number | undefined): CurvePoint[] {
  const point = best === undefined ? undefined : pointUpTo(points, best);
  return point !== undefined && point.x === best ? [point] : [];
}
