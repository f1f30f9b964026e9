import {
  Chart,
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartConfiguration,
  type ChartDataset,
  type Point,
  type PointStyle,
} from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import type { NumberFormats } from '../format';
import type { Theme } from '../theme';
import type { StepRange } from '../viewState';
import type { ChangeMark } from './changeMark';
import type { CurveSpec } from './curveSpec';
import { drawChangeMarks } from './drawChangeMarks';
import type { CurvePoint } from './smoothedCurve';

Chart.register(
  LineController,
  LineElement,
  PointElement,
  LinearScale,
  LogarithmicScale,
  Decimation,
  Tooltip,
  zoomPlugin,
);

/** Width of the y-axis: fixed, so that the plot does not move when its labels get longer. */
const yAxisWidthPx = 48;
/** Fewest steps that can be zoomed to. */
const narrowestRange = 4;
/** Steps of the x-axis while there is no point. */
const emptyRange = 100;

export interface CurveChartOptions {
  readonly curves: readonly CurveSpec[];
  readonly stepLabel: string;
  readonly formats: NumberFormats;
  readonly formatValue: (value: number) => string;
  readonly formatTick: (value: number) => string;
  /** The y-axis spans 0 to 1 while all steps are shown. */
  readonly isShare: boolean;
  readonly theme: Theme;
  /** The user zoomed or moved; undefined: all steps. */
  readonly onZoom: (range: StepRange | undefined) => void;
  /** The pointer is over this step; undefined: it left. */
  readonly onHover: (step: number | undefined) => void;
}

/** One line chart over steps. Setters only note what changed; `draw` applies it, once a frame. */
export class CurveChart {
  readonly #options: CurveChartOptions;
  readonly #chart: Chart<'line', Point[]>;
  #lastStep = emptyRange;
  #zoom: StepRange | undefined;
  #crosshairStep: number | undefined;
  #marks: readonly ChangeMark[] = [];
  #theme: Theme;
  #stale = true;
  /** Colours have changed since the last draw. */
  #isRestyled = false;

  constructor(canvas: HTMLCanvasElement, options: CurveChartOptions) {
    this.#options = options;
    this.#theme = options.theme;
    this.#chart = new Chart(canvas, this.#configuration());
    this.setTheme(options.theme);
    canvas.addEventListener('pointermove', (event) => {
      const { left, right } = this.#chart.chartArea;
      const inside = event.offsetX >= left && event.offsetX <= right;
      options.onHover(inside ? this.#chart.scales['x']?.getValueForPixel(event.offsetX) : undefined);
    });
    canvas.addEventListener('pointerleave', () => options.onHover(undefined));
    canvas.addEventListener('dblclick', () => options.onZoom(undefined));
  }

  /** @param points by rising step; the array is kept, not copied */
  setPoints(id: string, points: CurvePoint[]): void {
    const dataset = this.#dataset(id);
    dataset.data = points;
    // A line needs two points to be seen.
    const isMarked = this.#spec(id).mark !== 'none';
    dataset.pointRadius = isMarked ? this.#markRadius(id) : points.length === 1 ? 2.5 : 0;
    this.#stale = true;
  }

  setHidden(id: string, hidden: boolean): void {
    const dataset = this.#dataset(id);
    if (dataset.hidden === hidden) return;
    dataset.hidden = hidden;
    this.#stale = true;
  }

  setLogarithmic(logarithmic: boolean): void {
    const y = this.#chart.options.scales?.['y'];
    const type = logarithmic ? 'logarithmic' : 'linear';
    if (y === undefined || y.type === type) return;
    // A scale's type is not assignable in chart.js's types, but read anew at every update.
    Object.assign(y, { type });
    this.#stale = true;
  }

  /** The steps to show; `zoom` undefined: 0 to the last. */
  setRange(lastStep: number, zoom: StepRange | undefined): void {
    const end = lastStep > 0 ? lastStep : emptyRange;
    if (end === this.#lastStep && zoom === this.#zoom) return;
    this.#lastStep = end;
    this.#zoom = zoom;
    this.#stale = true;
  }

  /** Vertical lines with labels. */
  setMarks(marks: readonly ChangeMark[]): void {
    if (marks === this.#marks) return;
    this.#marks = marks;
    this.#stale = true;
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    for (const spec of this.#options.curves) {
      const dataset = this.#dataset(spec.id);
      dataset.borderColor = theme[spec.color];
      dataset.pointBorderColor = theme[spec.color];
      dataset.pointBackgroundColor = spec.mark === 'best' ? theme.background : theme[spec.color];
    }
    const font = { family: theme.fontFamily, size: 11 };
    const { scales, plugins } = this.#chart.options;
    for (const scale of Object.values(scales ?? {}))
      if (scale !== undefined)
        Object.assign(scale, {
          ticks: { ...scale.ticks, color: theme.muted, font },
          grid: { ...scale.grid, color: theme.gridLine, tickColor: theme.gridLine },
          border: { color: theme.axisLine },
        });
    Object.assign(plugins?.tooltip ?? {}, {
      backgroundColor: theme.tooltipBackground,
      titleColor: theme.tooltipForeground,
      bodyColor: theme.tooltipForeground,
      borderColor: theme.tooltipBorder,
      multiKeyBackground: theme.tooltipBackground,
      titleFont: { ...font, weight: 'bold' },
      bodyFont: font,
    });
    this.#stale = true;
    this.#isRestyled = true;
  }

  /** A vertical line at the step that the pointer is over in any of the charts. */
  setCrosshair(step: number | undefined): void {
    if (step === this.#crosshairStep) return;
    this.#crosshairStep = step;
    if (!this.#stale) this.#chart.draw();
  }

  /** Zooms about the middle; a factor above 1 comes closer. */
  zoomBy(factor: number): void {
    const { min, max } = this.#visible();
    const middle = (min + max) / 2;
    const half = Math.max(narrowestRange, (max - min) / factor) / 2;
    this.#report(middle - half, middle + half);
  }

  /** Moves by a share of what is visible. */
  panBy(share: number): void {
    const { min, max } = this.#visible();
    const shift = Math.min(Math.max((max - min) * share, -min), this.#lastStep - max);
    this.#report(min + shift, max + shift);
  }

  draw(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const { scales, plugins } = this.#chart.options;
    const { min, max } = this.#visible();
    Object.assign(scales?.['x'] ?? {}, { min, max });
    if (this.#options.isShare) {
      const whole = this.#zoom === undefined;
      Object.assign(scales?.['y'] ?? {}, { min: whole ? 0 : undefined, max: whole ? 1 : undefined });
    }
    Object.assign(plugins?.zoom?.limits ?? {}, {
      x: { min: 0, max: this.#lastStep, minRange: narrowestRange },
    });
    // `none` is quick since it leaves the styles that points share as they were.
    this.#chart.update(this.#isRestyled ? 'default' : 'none');
    this.#isRestyled = false;
  }

  #visible(): StepRange {
    return this.#zoom ?? { min: 0, max: this.#lastStep };
  }

  #report(min: number, max: number): void {
    const from = Math.max(0, min);
    const to = Math.min(this.#lastStep, max);
    const isAll = from <= 0 && to >= this.#lastStep;
    this.#options.onZoom(isAll || to <= from ? undefined : { min: from, max: to });
  }

  #reportScale(): void {
    const x = this.#chart.scales['x'];
    if (x !== undefined) this.#report(x.min, x.max);
  }

  #dataset(id: string): ChartDataset<'line', Point[]> {
    const index = this.#options.curves.findIndex((curve) => curve.id === id);
    const dataset = this.#chart.data.datasets[index];
    if (dataset === undefined) throw new Error(`This chart has no curve "${id}".`);
    return dataset;
  }

  #spec(id: string): CurveSpec {
    const spec = this.#options.curves.find((curve) => curve.id === id);
    if (spec === undefined) throw new Error(`This chart has no curve "${id}".`);
    return spec;
  }

  #markRadius(id: string): number {
    return this.#spec(id).mark === 'best' ? 6 : 2.5;
  }

  #configuration(): ChartConfiguration<'line', Point[]> {
    const { curves, formats, formatValue, formatTick, stepLabel } = this.#options;
    return {
      type: 'line',
      data: { datasets: curves.map(createDataset) },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        layout: { padding: { top: 6, right: 10 } },
        scales: {
          x: {
            type: 'linear',
            ticks: { maxRotation: 0, precision: 0, callback: (value) => formats.tick(Number(value)) },
          },
          y: {
            type: 'linear',
            afterFit: (scale) => (scale.width = yAxisWidthPx),
            ticks: { maxTicksLimit: 7, callback: (value) => formatTick(Number(value)) },
          },
        },
        plugins: {
          decimation: { enabled: true, algorithm: 'lttb' },
          tooltip: {
            borderWidth: 1,
            cornerRadius: 3,
            padding: 6,
            boxWidth: 8,
            boxHeight: 8,
            callbacks: {
              title: (items) => `${stepLabel} ${formats.whole(items[0]?.parsed.x ?? 0)}`,
              label: ({ dataset, parsed }) => ` ${dataset.label ?? ''}  ${formatValue(parsed.y ?? 0)}`,
            },
          },
          zoom: {
            limits: {},
            zoom: {
              wheel: { enabled: true, speed: 0.15 },
              pinch: { enabled: true },
              mode: 'x',
              // Where there is nothing left to zoom out to, the wheel scrolls the page.
              onZoomStart: ({ event }) =>
                !(event instanceof WheelEvent && event.deltaY > 0 && this.#zoom === undefined),
              onZoom: () => this.#reportScale(),
            },
            pan: { enabled: true, mode: 'x', onPan: () => this.#reportScale() },
          },
        },
      },
      plugins: [
        {
          id: 'marks',
          afterDatasetsDraw: (chart) => drawChangeMarks(chart, this.#marks, this.#theme),
        },
        { id: 'crosshair', afterDatasetsDraw: (chart) => this.#drawCrosshair(chart) },
      ],
    };
  }

  #drawCrosshair({ ctx, chartArea, scales }: Chart): void {
    const step = this.#crosshairStep;
    const x = scales['x'];
    if (step === undefined || x === undefined || step < x.min || step > x.max) return;
    const pixel = Math.round(x.getPixelForValue(step)) + 0.5;
    ctx.save();
    ctx.strokeStyle = this.#theme.axisLine;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(pixel, chartArea.top);
    ctx.lineTo(pixel, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  }
}

const pointStyles = {
  none: 'circle',
  circle: 'circle',
  square: 'rect',
  triangle: 'triangle',
  cross: 'crossRot',
  best: 'rectRot',
} as const satisfies Record<CurveSpec['mark'], PointStyle>;

function createDataset({ label, widthPx, dash, mark, layer }: CurveSpec): ChartDataset<'line', Point[]> {
  return {
    label,
    data: [],
    order: layer,
    borderWidth: widthPx,
    borderDash: [...dash],
    borderJoinStyle: 'round',
    showLine: mark !== 'best',
    pointStyle: pointStyles[mark],
    pointBorderWidth: mark === 'best' ? 2 : 1,
    pointHoverRadius: 4,
    pointRadius: 0,
  };
}
