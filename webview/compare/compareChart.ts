import { createElement, setAttribute, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import { LinePlot } from '../plot/linePlot';
import { PlotFrame } from '../plot/plotFrame';
import type { AxisRange } from '../plot/xRange';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { Button } from '../ui/button';
import { TextField } from '../ui/textField';
import { plotContent, shownCurves, type ShownCurve } from './chartContent';
import { formatMetric, type ChartId } from './chartId';
import type { ChartInputOptions } from '../plot/chartInput';
import { comparedRuns, type CompareState, type CompareStore } from './compareStore';
import { curveTable, mostRows } from './curveTable';
import { wholeDetail, type Detail } from './detailControl';
import { formatX } from './formatX';
import type { SeriesLook } from '../plot/seriesLook';
import { valuesInWords, type PlotValues } from '../plot/tooltip';

export interface CompareChartOptions extends Pick<
  ChartInputOptions,
  'seen' | 'onZoom' | 'onPan' | 'onReset'
> {
  readonly id: ChartId;
  readonly texts: Texts;
  readonly formats: NumberFormats;
  readonly theme: Theme;
  readonly store: CompareStore;
  readonly onHover: (chart: CompareChart, ...at: Parameters<ChartInputOptions['onHover']>) => void;
  readonly onResize: () => void;
}

/** A chart of one quantity of all compared runs: its curves, or their numbers as a table. */
export class CompareChart {
  readonly element: HTMLElement;
  readonly id: ChartId;
  readonly title: string;
  readonly #options: CompareChartOptions;
  readonly #plot: LinePlot;
  readonly #frame: PlotFrame;
  readonly #table = createElement('div', { class: 'curve-table' });
  readonly #tableButton: Button;
  readonly #referenceButton: Button;
  readonly #editor = createElement('div', { class: 'reference-editor' });
  #shown: readonly ShownCurve[] = [];
  #state: CompareState | undefined;

  constructor(options: CompareChartOptions) {
    const { id, texts, theme, onHover, onResize } = options;
    this.#options = options;
    this.id = id;
    this.title = texts.find(`compare.chart.${id}`, id);
    const heading = createElement('h3', { text: this.title, attributes: { id: uniqueId('chart') } });
    this.#plot = new LinePlot(theme, onResize);
    this.#frame = new PlotFrame({
      ...options,
      plot: this.#plot,
      label: `${this.title}. ${texts.get('compare.chartKeys')}`,
      onHover: (x, at) => onHover(this, x, at),
      describe: (x) => this.#inWords(x),
    });
    this.#tableButton = new Button({
      label: texts.get('compare.asTable', this.title),
      icon: 'table',
      appearance: 'icon',
      onClick: () => this.#toggleTable(),
    });
    this.#referenceButton = new Button({
      label: texts.get('compare.setReference', this.title),
      icon: 'pinned',
      appearance: 'icon',
      onClick: () => this.#editReference(),
    });
    this.element = createElement(
      'section',
      { class: 'compare-chart', attributes: { 'aria-labelledby': heading.id, 'data-chart': id } },
      createElement(
        'div',
        { class: 'chart-head' },
        heading,
        this.#editor,
        createElement(
          'span',
          { class: 'button-row' },
          this.#referenceButton.element,
          this.#tableButton.element,
        ),
      ),
      this.#frame.element,
      this.#table,
      this.#frame.live,
    );
    this.#table.hidden = true;
  }

  set theme(theme: Theme) {
    this.#plot.theme = theme;
  }

  render(
    state: CompareState,
    looks: ReadonlyMap<string, SeriesLook>,
    x: AxisRange,
    detail: Detail,
    emptyText: string,
  ): void {
    const { id, texts } = this.#options;
    this.#state = state;
    this.#shown = shownCurves(state, id, looks);
    const isTable = state.view.asTable.includes(id);
    this.#frame.element.hidden = isTable;
    this.#table.hidden = !isTable;
    this.#tableButton.change(
      isTable ? 'graph-line' : 'table',
      texts.get(isTable ? 'compare.asCurves' : 'compare.asTable', this.title),
    );
    this.#frame.showEmpty(this.#shown.length > 0 ? undefined : emptyText);
    if (isTable) {
      this.#renderTable(state, x);
      return;
    }
    // While things move there is no time for words; those of before say the same.
    if (detail === wholeDetail) setAttribute(this.#plot.canvas, 'aria-label', this.#summary(state));
    this.#plot.draw(
      plotContent({
        state,
        id,
        shown: this.#shown,
        x,
        references: this.#references(state),
        formatX: (value) => formatX(this.#options.formats, state.view.xAxis, value),
        formatY: (value) => this.#tick(value),
        detail,
      }),
    );
  }

  /** Draws the crosshair at an x value, which the pointer may be over in another chart. */
  showCrosshair(x: number | undefined): void {
    if (this.#frame.element.hidden || this.#state === undefined) return;
    const axis = this.#state.view.xAxis;
    const points =
      x === undefined
        ? []
        : this.#at(x).map(({ shown: { curve, look }, index }) => ({
            x: curve.points.x(axis)[index]!,
            y: curve.smoothed[index]!,
            color: look.color,
          }));
    this.#plot.drawCrosshair(x, points);
  }

  /** What the runs have at an x value, best on top as the chart shows it: the largest value first. */
  valuesAt(x: number): PlotValues | undefined {
    const { texts, formats } = this.#options;
    const state = this.#state;
    if (state === undefined) return undefined;
    const { xAxis } = state.view;
    const rows = this.#at(x)
      .sort((a, b) => b.shown.curve.smoothed[b.index]! - a.shown.curve.smoothed[a.index]!)
      .map(({ shown: { run, look, curve, marks }, index }) => {
        const step = curve.points.x('step')[index]!;
        const words = marks
          .filter((mark) => mark.step === step || (mark.type !== 'checkpoint' && mark.step + 1 === step))
          .map(({ type, learningRate }) =>
            texts.get(
              `compare.mark.${type}`,
              learningRate === undefined ? '' : formats.measure(learningRate),
            ),
          );
        if (run.best?.step === step) words.push(texts.get('compare.mark.best'));
        if (run.stopReason === 'early-stopping' && index === curve.length - 1)
          words.push(texts.get('compare.mark.early-stop'));
        return {
          key: run.key,
          look,
          value: this.#value(curve.smoothed[index]!),
          detail: [texts.get('compare.atStep', formats.whole(step)), ...words].join(' · '),
          isHighlighted: run.key === state.highlighted,
        };
      });
    return { title: `${texts.get(`compare.axis.${xAxis}`)} ${formatX(formats, xAxis, x)}`, rows };
  }

  #at(x: number): { shown: ShownCurve; index: number }[] {
    const axis = this.#state?.view.xAxis ?? 'step';
    return this.#shown.flatMap((shown) => {
      const { curve } = shown;
      const index = curve.indexAt(x, axis);
      // Before its first point and after its last one a run has nothing to say.
      if (index < 0 || x > curve.points.x(axis)[curve.length - 1]! * 1.0001) return [];
      return [{ shown, index }];
    });
  }

  #inWords(x: number): string {
    const values = this.valuesAt(x);
    return values === undefined ? '' : valuesInWords(values);
  }

  #summary(state: CompareState): string {
    const { texts, formats } = this.#options;
    if (this.#shown.length === 0) return texts.get('compare.summaryEmpty', this.title);
    const latest = this.#shown.map(({ look, curve }) => {
      const index = curve.indexAt(Infinity, 'step');
      return texts.get(
        'compare.summaryRun',
        look.label,
        this.#value(curve.smoothed[index]!),
        formats.whole(curve.points.x('step')[index]!),
      );
    });
    const references = this.#references(state).map(({ label }) => `${label}.`);
    return [texts.get('compare.summary', this.title, latest.length, latest.join(', ')), ...references].join(
      ' ',
    );
  }

  #references({ view, ...state }: CompareState): { value: number; label: string }[] {
    const { id, texts } = this.#options;
    const name = id.slice(id.indexOf(':') + 1);
    const byHand = view.references[id];
    const published = new Map(
      id.startsWith('train:')
        ? []
        : comparedRuns({ ...state, view }).flatMap((run) =>
            run.published
              .filter(({ metric }) => metric === name)
              .map(({ value, source }) => [`${value} ${source}`, { value, source }] as const),
          ),
    );
    return [
      ...[...published.values()].map(({ value, source }) => ({
        value,
        label: texts.get('compare.published', this.#value(value), shortened(source)),
      })),
      ...(byHand === undefined
        ? []
        : [{ value: byHand, label: texts.get('compare.reference', this.#value(byHand)) }]),
    ];
  }

  #value(value: number): string {
    const { id, formats } = this.#options;
    return formatMetric(formats, id, value);
  }

  #tick(value: number): string {
    const { id, formats } = this.#options;
    return id.endsWith('_accuracy') ? formats.wholePercent(value) : formats.tick(value);
  }

  #toggleTable(): void {
    const { id, store } = this.#options;
    const old = store.state?.view.asTable ?? [];
    store.updateView({
      asTable: old.includes(id) ? old.filter((other) => other !== id) : [...old, id],
    });
  }

  #editReference(): void {
    const { id, store, texts } = this.#options;
    const known = store.state?.view.references[id];
    const close = (text: string): void => {
      const value = text.trim() === '' ? undefined : Number(text);
      const others = Object.entries(store.state?.view.references ?? {}).filter(([other]) => other !== id);
      const isGiven = value !== undefined && Number.isFinite(value);
      const references = Object.fromEntries(isGiven ? [...others, [id, value]] : others);
      this.#editor.replaceChildren();
      store.updateView({ references });
    };
    const field = new TextField({
      label: texts.get('compare.referenceField'),
      type: 'number',
      value: known === undefined ? '' : String(known),
      onDone: close,
      onCancel: () => {
        this.#editor.replaceChildren();
        this.#referenceButton.element.focus();
      },
    });
    this.#editor.replaceChildren(field.element);
    field.element.focus();
    field.element.select();
  }

  #renderTable(state: CompareState, x: AxisRange): void {
    const { texts, formats } = this.#options;
    const rows = curveTable(this.#shown, state.view.xAxis, x);
    const head = createElement(
      'tr',
      {},
      createElement('th', {
        text: texts.get(`compare.axis.${state.view.xAxis}`),
        attributes: { scope: 'col' },
      }),
      ...this.#shown.map(({ look }) =>
        createElement('th', { text: look.label, attributes: { scope: 'col' } }),
      ),
    );
    const body = rows.map(({ x: at, values }) =>
      createElement(
        'tr',
        {},
        createElement('th', {
          text: formatX(formats, state.view.xAxis, at),
          attributes: { scope: 'row' },
        }),
        ...values.map((value) =>
          createElement('td', { text: value === undefined ? '' : this.#value(value) }),
        ),
      ),
    );
    this.#table.replaceChildren(
      createElement(
        'div',
        {
          class: 'table-scroller',
          attributes: {
            tabindex: 0,
            role: 'region',
            'aria-label': texts.get('compare.tableOf', this.title),
          },
        },
        createElement('table', {}, createElement('thead', {}, head), createElement('tbody', {}, ...body)),
      ),
      createElement('p', { class: 'table-note', text: texts.get('compare.tableNote', mostRows) }),
    );
  }
}

const longestSource = 48;
const shortened = (text: string): string =>
  text.length <= longestSource ? text : `${text.slice(0, longestSource - 1)}…`;
