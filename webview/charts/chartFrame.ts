import { createElement, setAttribute, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import type { StepRange } from '../viewState';
import { CurveChart } from './curveChart';
import type { CurveSpec } from './curveSpec';
import type { ChangeMark } from './changeMark';
import { Legend } from './legend';
import type { CurvePoint } from './smoothedCurve';

export interface ChartFrameOptions {
  readonly title: string;
  readonly curves: readonly CurveSpec[];
  readonly isShare: boolean;
  readonly formatValue: (value: number) => string;
  /** The longest text that `formatValue` makes in practice. */
  readonly widestValue: string;
  readonly formatTick: (value: number) => string;
  readonly texts: Texts;
  readonly formats: NumberFormats;
  readonly theme: Theme;
  readonly onToggle: (id: string) => void;
  readonly onZoom: (range: StepRange | undefined) => void;
  readonly onHover: (step: number | undefined) => void;
}

/** A chart with its title, legend, empty state, and the same in words for who can't see the canvas. */
export class ChartFrame {
  readonly element: HTMLElement;
  readonly chart: CurveChart;
  readonly #options: ChartFrameOptions;
  readonly #canvas = createElement('canvas', { attributes: { role: 'img' } });
  readonly #empty = createElement('p', { class: 'chart-empty' });
  readonly #legend: Legend;
  readonly #points = new Map<string, CurvePoint[]>();
  #marks: readonly ChangeMark[] = [];

  constructor(options: ChartFrameOptions) {
    this.#options = options;
    const { title, curves, texts } = options;
    const heading = createElement('h3', { text: title, attributes: { id: uniqueId('chart') } });
    this.#legend = new Legend(
      texts.get('curves.legend', title),
      curves,
      options.widestValue,
      options.onToggle,
    );
    this.element = createElement(
      'div',
      { class: 'chart', attributes: { role: 'group', 'aria-labelledby': heading.id } },
      heading,
      this.#legend.element,
      createElement('div', { class: 'chart-body' }, this.#canvas, this.#empty),
    );
    this.chart = new CurveChart(this.#canvas, { ...options, stepLabel: texts.get('curves.step') });
    this.#legend.setTheme(options.theme);
  }

  setPoints(id: string, points: CurvePoint[]): void {
    this.#points.set(id, points);
    this.chart.setPoints(id, points);
  }

  setMarks(marks: readonly ChangeMark[]): void {
    this.#marks = marks;
    this.chart.setMarks(marks);
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
    this.#legend.setTheme(theme);
  }

  /** Brings legend, summary and empty state up to the points. */
  describe(hidden: readonly string[], emptyText: string, best: number | undefined): void {
    const { curves, formatValue } = this.#options;
    const latest = new Map<string, string>();
    for (const { id, role } of curves) {
      const point = this.#points.get(id)?.at(-1);
      if (point !== undefined && role === 'value') latest.set(id, formatValue(point.y));
      this.chart.setHidden(id, hidden.includes(id));
    }
    this.#legend.render(latest, hidden);
    const isEmpty = [...this.#points.values()].every((points) => points.length === 0);
    this.#empty.hidden = !isEmpty;
    setText(this.#empty, emptyText);
    setAttribute(this.#canvas, 'aria-label', this.summary(best));
  }

  /** The chart in a few sentences. */
  summary(best: number | undefined): string {
    const { title, texts, formats, formatValue, curves } = this.#options;
    const parts: string[] = [];
    let first = Infinity;
    let last = 0;
    for (const { id, label, role } of curves) {
      const points = this.#points.get(id) ?? [];
      const [from, to] = [points[0], points.at(-1)];
      if (from === undefined || to === undefined || role !== 'value') continue;
      first = Math.min(first, from.x);
      last = Math.max(last, to.x);
      parts.push(texts.get('curves.summarySeries', label, formatValue(to.y), formats.whole(to.x)));
    }
    if (parts.length === 0) return texts.get('curves.summaryEmpty', title);
    const sentences = [
      texts.get('curves.summaryPoints', title, formats.whole(first), formats.whole(last)),
      `${parts.join(', ')}.`,
    ];
    if (best !== undefined) sentences.push(texts.get('curves.summaryBest', formats.whole(best)));
    if (this.#marks.length > 0) {
      const marks = this.#marks.map(({ step, text }) =>
        texts.get('change.atStep', text, formats.whole(step)),
      );
      sentences.push(texts.get('curves.summaryChanges', marks.join(', ')));
    }
    return sentences.join(' ');
  }
}
