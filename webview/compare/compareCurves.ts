import { createElement, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import { panShare, zoomFactor, type ChartInputOptions } from '../plot/chartInput';
import { xAxes, type XAxis } from '../plot/curve';
import { panned, seenOf, zoomed, type AxisRange } from '../plot/xRange';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { CheckList } from '../ui/checkList';
import { Select } from '../ui/select';
import { Slider } from '../ui/slider';
import { maximumSmoothing } from '../viewState';
import { wholeRange } from './chartContent';
import { chartIds, chartQuantity, type ChartId } from './chartId';
import { CompareChart } from './compareChart';
import { CompareLegend } from './compareLegend';
import { comparedRuns, type CompareState, type CompareStore } from './compareStore';
import type { CompareView } from './compareView';
import { DetailControl } from './detailControl';
import type { SeriesLook } from '../plot/seriesLook';
import { Tooltip } from '../plot/tooltip';

/** The charts of all compared runs with their legend and controls. */
export class CompareCurves {
  readonly element: HTMLElement;
  readonly #legend: CompareLegend;
  readonly #charts = createElement('div', { class: 'compare-charts' });
  readonly #byId = new Map<ChartId, CompareChart>();
  readonly #choice: CheckList;
  readonly #tooltip = new Tooltip();
  readonly #detail: DetailControl;
  #theme: Theme;
  #state: CompareState | undefined;
  #looks: ReadonlyMap<string, SeriesLook> = new Map();
  #whole: AxisRange = { min: 0, max: 1 };
  #shown: readonly ChartId[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    private readonly store: CompareStore,
    view: CompareView,
  ) {
    this.#theme = theme;
    this.#legend = new CompareLegend(texts, store);
    this.#detail = new DetailControl(() => this.#draw());
    this.#choice = new CheckList({
      label: texts.get('compare.charts'),
      icon: 'graph-line',
      onToggle: (id) => this.#toggleChart(id),
    });
    const heading = createElement('h2', {
      text: texts.get('compare.curves'),
      attributes: { id: uniqueId('curves') },
    });
    this.element = createElement(
      'section',
      { class: 'compare-curves', attributes: { 'aria-labelledby': heading.id } },
      createElement('div', { class: 'section-head' }, heading, this.#createToolbar(view)),
      this.#legend.element,
      this.#charts,
      createElement('p', { class: 'hint', text: texts.get('compare.hint') }),
      this.#tooltip.element,
    );
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    for (const chart of this.#byId.values()) chart.theme = theme;
  }

  render(state: CompareState, looks: ReadonlyMap<string, SeriesLook>): void {
    this.#state = state;
    this.#looks = looks;
    this.#whole = wholeRange(state, state.view.logX);
    this.#legend.render(state, looks);
    const there = availableCharts(state);
    const shown = shownCharts(state);
    this.#choice.render(
      there.map((id) => ({
        id,
        label: this.texts.find(`compare.chart.${id}`, id),
        checked: shown.includes(id),
      })),
    );
    this.#arrange(shown);
    this.#shown = shown;
    this.#draw();
  }

  /** The same curves, seen from elsewhere. */
  move(state: CompareState): void {
    this.#state = state;
    this.#draw();
  }

  /** Charts stay where they are while others come and go. */
  #arrange(ids: readonly ChartId[]): void {
    const charts = ids.map((id) => this.#chart(id));
    const elements = charts.map(({ element }) => element);
    const isSame =
      this.#charts.childElementCount === elements.length &&
      elements.every((element, index) => this.#charts.children[index] === element);
    if (!isSame) this.#charts.replaceChildren(...elements);
  }

  #chart(id: ChartId): CompareChart {
    const { texts, formats, store } = this;
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const chart = new CompareChart({
      id,
      texts,
      formats,
      theme: this.#theme,
      store,
      seen: () => ({
        range: this.#seen(),
        isLogarithmic: this.#isLogarithmic,
        isAll: this.#state?.view.zoom === undefined,
      }),
      onZoom: (factor, about) => this.#zoom(factor, about),
      onPan: (share) => this.#pan(share),
      onReset: () => store.updateView({ zoom: undefined }),
      onHover: this.#hover.bind(this),
      onResize: () => this.#detail.request(),
    });
    this.#byId.set(id, chart);
    return chart;
  }

  #draw(): void {
    const state = this.#state;
    if (state === undefined) return;
    const x = this.#seen();
    const emptyText = this.#emptyText(state);
    this.#detail.measure((detail) => {
      for (const id of this.#shown) this.#chart(id).render(state, this.#looks, x, detail, emptyText);
    });
  }

  #emptyText(state: CompareState): string {
    const compared = comparedRuns(state);
    if (compared.length === 0) return this.texts.get('compare.emptyNone');
    if (compared.every(({ key }) => state.view.hidden.includes(key)))
      return this.texts.get('compare.emptyHidden');
    const isWaiting = compared.some(({ key, isGone }) => !isGone && !state.curves.has(key));
    return this.texts.get(isWaiting ? 'compare.emptyWaiting' : 'compare.emptyUnmeasured');
  }

  get #isLogarithmic(): boolean {
    return this.#state?.view.logX === true;
  }

  #seen(): AxisRange {
    // The axis may have been changed, or the run that reached so far be hidden.
    return seenOf(this.#whole, this.#state?.view.zoom);
  }

  #zoom(factor: number, about: number): void {
    this.#detail.moving();
    const zoom = zoomed(this.#seen(), this.#whole, factor, about, this.#isLogarithmic);
    this.store.updateView({ zoom });
  }

  #pan(share: number): void {
    this.#detail.moving();
    this.store.updateView({ zoom: panned(this.#seen(), this.#whole, share, this.#isLogarithmic) });
  }

  #hover(chart: CompareChart, ...[x, at]: Parameters<ChartInputOptions['onHover']>): void {
    for (const other of this.#byId.values()) other.showCrosshair(x);
    this.#tooltip.show(x === undefined ? undefined : chart.valuesAt(x), at);
  }

  #toggleChart(id: string): void {
    const state = this.#state;
    if (state === undefined) return;
    const shown = shownCharts(state);
    this.store.updateView({
      charts: chartIds.filter((known) => (known === id ? !shown.includes(known) : shown.includes(known))),
    });
  }

  #createToolbar(view: CompareView): HTMLElement {
    const { texts, store } = this;
    const axis = new Select<XAxis>({
      label: texts.get('compare.xAxis'),
      choices: xAxes.map((value) => ({ value, label: texts.get(`compare.axis.${value}`) })),
      value: view.xAxis,
      onChange: (xAxis) => store.updateView({ xAxis, zoom: undefined }),
    });
    const smoothing = new Slider({
      label: texts.get('compare.smoothing'),
      min: 0,
      max: maximumSmoothing,
      step: 0.01,
      value: view.smoothing,
      format: (value) => this.formats.fraction(value),
      onInput: (value) => {
        this.#detail.moving();
        store.updateView({ smoothing: value });
      },
    });
    const check = (key: 'logX' | 'logY' | 'marks'): HTMLElement =>
      new Checkbox({
        label: texts.get(`compare.${key}`),
        checked: view[key],
        onChange: (value) =>
          store.updateView({ [key]: value, ...(key === 'logX' ? { zoom: undefined } : {}) }),
      }).element;
    const button = (key: Parameters<Texts['get']>[0], icon: string, onClick: () => void): HTMLElement =>
      new Button({ label: texts.get(key), icon, appearance: 'icon', onClick }).element;
    return createElement(
      'div',
      { class: 'toolbar', attributes: { role: 'group', 'aria-label': texts.get('compare.toolbar') } },
      axis.element,
      smoothing.element,
      check('logX'),
      check('logY'),
      check('marks'),
      createElement(
        'span',
        { class: 'button-row' },
        button('compare.panLeft', 'chevron-left', () => this.#pan(-panShare)),
        button('compare.panRight', 'chevron-right', () => this.#pan(panShare)),
        button('compare.zoomOut', 'zoom-out', () => this.#zoom(1 / zoomFactor, 0.5)),
        button('compare.zoomIn', 'zoom-in', () => this.#zoom(zoomFactor, 0.5)),
        button('compare.resetZoom', 'screen-full', () => store.updateView({ zoom: undefined })),
      ),
      this.#choice.element,
    );
  }
}

/** The charts that some compared run has values for; those of the losses always. */
function availableCharts(state: CompareState): ChartId[] {
  const compared = comparedRuns(state);
  return chartIds.filter((id) => {
    if (id === 'train:loss' || id === 'dev:loss') return true;
    return compared.some(({ key }) => {
      const curve = state.curves.get(key)?.byChart.get(id);
      curve?.update(chartQuantity(id).split === 'train' ? state.view.smoothing : 0);
      return curve !== undefined && !curve.isEmpty;
    });
  });
}

/** The charts that were chosen; else both losses and what is the best metric of some run. */
function shownCharts(state: CompareState): ChartId[] {
  const { charts } = state.view;
  const metrics = comparedRuns(state).map(({ best }) => best?.metric);
  return availableCharts(state).filter((id) => {
    if (charts !== undefined) return charts.includes(id);
    return id === 'train:loss' || id === 'dev:loss' || metrics.some((metric) => id === `dev:${metric ?? ''}`);
  });
}
