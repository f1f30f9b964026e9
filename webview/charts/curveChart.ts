import { createElement, setAttribute, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import type { ChartInputOptions } from '../plot/chartInput';
import { PlotFrame } from '../plot/plotFrame';
import { valuesInWords, type PlotValues } from '../plot/tooltip';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import type { ChangeMark } from './changeMark';
import { CurvePlot, type DrawnCurve } from './curvePlot';
import type { CurveSpec } from './curveSpec';
import { Legend } from './legend';
import { pointUpTo, type CurvePoint, type CurvePoints } from './smoothedCurve';

export interface CurveChartOptions extends Pick<ChartInputOptions, 'seen' | 'onZoom' | 'onPan' | 'onReset'> {
  readonly title: string;
  readonly specs: readonly CurveSpec[];
  /** The points of each of the specs, by id. */
  readonly points: Readonly<Record<string, CurvePoints>>;
  /** The y-axis spans 0 to 1 while all steps are shown. */
  readonly isShare: boolean;
  readonly formatValue: (value: number) => string;
  /** The longest text that `formatValue` makes in practice. */
  readonly widestValue: string;
  readonly formatTick: (value: number) => string;
  readonly texts: Texts;
  readonly formats: NumberFormats;
  readonly theme: Theme;
  readonly onToggle: (id: string) => void;
  readonly onHover: (chart: CurveChart, ...at: Parameters<ChartInputOptions['onHover']>) => void;
}

/** What is to be shown of the curves. */
export interface CurvesView {
  /** Ids of curves that are switched off. */
  readonly hidden: readonly string[];
  /** Said where there is no point. */
  readonly emptyText: string;
  /** Step of the best validation. */
  readonly best: number | undefined;
  readonly changes: readonly ChangeMark[];
  readonly isLogarithmic: boolean;
}

const emptyView: CurvesView = {
  hidden: [],
  emptyText: '',
  best: undefined,
  changes: [],
  isLogarithmic: false,
};

/** A chart of one run over its steps, with its title, its legend, and the same in words for who can't see the canvas. */
export class CurveChart {
  readonly element: HTMLElement;
  readonly #options: CurveChartOptions;
  readonly #curves: readonly DrawnCurve[];
  readonly #plot: CurvePlot;
  readonly #frame: PlotFrame;
  readonly #legend: Legend;
  #theme: Theme;
  #view = emptyView;

  constructor(options: CurveChartOptions) {
    const { title, specs, widestValue, texts, formats, formatTick, theme, onToggle, onHover } = options;
    this.#options = options;
    this.#theme = theme;
    this.#curves = specs.map((spec) => {
      const points = options.points[spec.id];
      if (points === undefined) throw new Error(`The chart "${title}" has no points for "${spec.id}".`);
      return { spec, points };
    });
    const heading = createElement('h3', { text: title, attributes: { id: uniqueId('chart') } });
    this.#legend = new Legend(texts.get('curves.legend', title), specs, widestValue, onToggle);
    const formatStep = (step: number): string => formats.whole(step);
    this.#plot = new CurvePlot({ curves: this.#curves, formatStep, formatTick, theme });
    this.#frame = new PlotFrame({
      ...options,
      plot: this.#plot,
      label: `${title}. ${texts.get('curves.keys')}`,
      onHover: (x, at) => onHover(this, x, at),
      describe: (step) => valuesInWords(this.valuesAt(step)),
    });
    this.element = createElement(
      'div',
      { class: 'chart', attributes: { role: 'group', 'aria-labelledby': heading.id } },
      heading,
      this.#legend.element,
      this.#frame.element,
      this.#frame.live,
    );
    this.#legend.setTheme(theme);
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#plot.theme = theme;
    this.#legend.setTheme(theme);
    this.#draw();
  }

  /** Brings everything up to the points and the view. */
  render(view: CurvesView): void {
    this.#view = view;
    const latest = new Map<string, string>();
    for (const { spec, points } of this.#curves) {
      const point = points.smoothed.at(-1);
      if (point !== undefined && spec.role === 'value')
        latest.set(spec.id, this.#options.formatValue(point.y));
    }
    this.#legend.render(latest, view.hidden);
    const isEmpty = this.#curves.every(({ points }) => points.raw.length === 0);
    this.#frame.showEmpty(isEmpty ? view.emptyText : undefined);
    setAttribute(this.#plot.canvas, 'aria-label', this.summary);
    this.#draw();
  }

  /** Draws the crosshair at a step, which the pointer may be over in another chart. */
  showCrosshair(step: number | undefined): void {
    const points = step === undefined ? [] : this.#at(step);
    this.#plot.drawCrosshair(
      step,
      points.map(({ spec, point }) => ({ ...point, color: this.#theme[spec.color] })),
    );
  }

  /** The latest values up to a step, the largest one first, as the chart shows them. */
  valuesAt(step: number): PlotValues {
    const { texts, formats, formatValue } = this.#options;
    const rows = this.#at(step)
      .sort((a, b) => b.point.y - a.point.y)
      .map(({ spec, point: { x, y } }) => {
        const words = [texts.get('curves.atStep', formats.whole(x))];
        if (x === this.#view.best && spec.mark !== undefined) words.push(texts.get('curves.best'));
        return {
          key: spec.id,
          look: { label: spec.label, color: this.#theme[spec.color], dash: spec.dash, mark: spec.mark },
          value: formatValue(y),
          detail: words.join(' · '),
          isHighlighted: false,
        };
      });
    return { title: `${texts.get('curves.step')} ${formats.whole(step)}`, rows };
  }

  /** The chart in a few sentences. */
  get summary(): string {
    const { title, texts, formats, formatValue } = this.#options;
    const { best, changes } = this.#view;
    const parts: string[] = [];
    let [first, last] = [Infinity, 0];
    for (const { spec, points } of this.#curves) {
      const [from, to] = [points.smoothed[0], points.smoothed.at(-1)];
      if (from === undefined || to === undefined || spec.role !== 'value') continue;
      first = Math.min(first, from.x);
      last = Math.max(last, to.x);
      parts.push(texts.get('curves.summarySeries', spec.label, formatValue(to.y), formats.whole(to.x)));
    }
    if (parts.length === 0) return texts.get('curves.summaryEmpty', title);
    const sentences = [
      texts.get('curves.summaryPoints', title, formats.whole(first), formats.whole(last)),
      `${parts.join(', ')}.`,
    ];
    if (best !== undefined) sentences.push(texts.get('curves.summaryBest', formats.whole(best)));
    if (changes.length > 0) {
      const words = changes.map(({ step, text }) => texts.get('change.atStep', text, formats.whole(step)));
      sentences.push(texts.get('curves.summaryChanges', words.join(', ')));
    }
    return sentences.join(' ');
  }

  #draw(): void {
    const { seen, isShare } = this.#options;
    const { range, isAll } = seen();
    this.#plot.draw({ ...this.#view, x: range, y: isShare && isAll ? { min: 0, max: 1 } : undefined });
  }

  #at(step: number): { spec: CurveSpec; point: CurvePoint }[] {
    return this.#curves.flatMap(({ spec, points }) => {
      const point = pointUpTo(points.smoothed, step);
      const isShown = spec.role === 'value' && !this.#view.hidden.includes(spec.id);
      return isShown && point !== undefined ? [{ spec, point }] : [];
    });
  }
}
