import type { MetricLine, ValidationLine } from '../../src/protocol/panel';
import { createElement, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import { LiveRegion } from '../liveRegion';
import { panShare, zoomFactor, type ChartInputOptions } from '../plot/chartInput';
import { Tooltip } from '../plot/tooltip';
import { panned, seenOf, zoomed, type AxisRange } from '../plot/xRange';
import { bestStep, isActive, type PanelState, type Store } from '../state';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Slider } from '../ui/slider';
import { maximumSmoothing, type ViewState } from '../viewState';
import { changeMarks, type ChangeMark } from './changeMark';
import { CurveChart } from './curveChart';
import { accuracyCurves, lossCurves } from './curveSpec';
import { MetricsTable } from './metricsTable';
import { SmoothedCurve } from './smoothedCurve';

/** Fewest steps that can be zoomed to. */
const narrowestRange = 4;
/** Steps of the x-axis while there is no point. */
const emptyRange = 100;

/** The charts of loss and accuracy with their controls, or the same as a table. */
export class Curves {
  readonly element: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #charts: HTMLElement;
  readonly #loss: CurveChart;
  readonly #accuracy: CurveChart;
  readonly #hint: HTMLElement;
  readonly #table: MetricsTable;
  readonly #tableButton: Button;
  readonly #zoomButtons: readonly Button[];
  readonly #announcement = new LiveRegion();
  readonly #tooltip = new Tooltip();
  readonly #trainLoss = new SmoothedCurve<MetricLine>(({ loss }) => loss);
  readonly #trainTokens = new SmoothedCurve<MetricLine>(({ tokenAccuracy }) => tokenAccuracy);
  readonly #devLoss = new SmoothedCurve<ValidationLine>(({ loss }) => loss);
  readonly #devTokens = new SmoothedCurve<ValidationLine>(({ tokenAccuracy }) => tokenAccuracy);
  readonly #devSequences = new SmoothedCurve<ValidationLine>(({ sequenceAccuracy }) => sequenceAccuracy);
  // sacreBLEU's scale is 0 to 100, the chart's 0 to 1. A point without the metric is none of the curve.
  readonly #devBleu = new SmoothedCurve<ValidationLine>(({ bleu = NaN }) => bleu / 100);
  readonly #devChrf = new SmoothedCurve<ValidationLine>(({ chrf = NaN }) => chrf / 100);
  #marks: readonly ChangeMark[] = [];
  #shown: PanelState | undefined;
  #shownView: ViewState | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    private readonly store: Store,
    view: ViewState,
  ) {
    this.#loss = this.#createLoss(theme);
    this.#accuracy = this.#createAccuracy(theme);
    this.#table = new MetricsTable(texts, formats);
    const iconButton = (key: Parameters<Texts['get']>[0], icon: string, onClick: () => void): Button =>
      new Button({ label: texts.get(key), icon, appearance: 'icon', onClick });
    this.#zoomButtons = [
      iconButton('curves.panLeft', 'chevron-left', () => this.#pan(-panShare)),
      iconButton('curves.panRight', 'chevron-right', () => this.#pan(panShare)),
      iconButton('curves.zoomOut', 'zoom-out', () => this.#zoom(1 / zoomFactor, 0.5)),
      iconButton('curves.zoomIn', 'zoom-in', () => this.#zoom(zoomFactor, 0.5)),
      iconButton('curves.resetZoom', 'screen-full', () => store.updateView({ zoom: undefined })),
    ];
    this.#tableButton = iconButton('curves.asTable', 'table', () =>
      store.updateView({ curvesAsTable: this.store.state?.view.curvesAsTable !== true }),
    );
    this.#charts = createElement('div', { class: 'charts' }, this.#loss.element, this.#accuracy.element);
    this.#hint = createElement('p', { class: 'hint', text: texts.get('curves.hint') });
    this.#heading = createElement('h2', {
      text: texts.get('curves.title'),
      attributes: { id: uniqueId('curves'), tabindex: -1 },
    });
    this.element = createElement(
      'section',
      { class: 'curves', attributes: { 'aria-labelledby': this.#heading.id } },
      createElement('div', { class: 'section-head' }, this.#heading, this.#createToolbar(view)),
      this.#charts,
      this.#hint,
      this.#table.element,
      this.#announcement.element,
      this.#tooltip.element,
    );
  }

  focus(): void {
    this.element.scrollIntoView({ block: 'start' });
    this.#heading.focus({ preventScroll: true });
  }

  setTheme(theme: Theme): void {
    this.#loss.setTheme(theme);
    this.#accuracy.setTheme(theme);
  }

  render(state: PanelState): void {
    const old = this.#shown;
    if (
      old?.train === state.train &&
      old.dev === state.dev &&
      old.changes === state.changes &&
      old.run.status === state.run.status &&
      old.run.best === state.run.best &&
      this.#shownView === state.view
    )
      return;
    this.#shown = state;
    this.#shownView = state.view;
    const { train, dev, view } = state;
    if (old?.changes !== state.changes) this.#marks = changeMarks(state.changes, this.texts, this.formats);
    this.#charts.hidden = view.curvesAsTable;
    this.#hint.hidden = view.curvesAsTable;
    this.#table.element.hidden = !view.curvesAsTable;
    this.#tableButton.change(
      view.curvesAsTable ? 'graph-line' : 'table',
      this.texts.get(view.curvesAsTable ? 'curves.asChart' : 'curves.asTable'),
    );
    for (const button of this.#zoomButtons) button.disabled = view.curvesAsTable;
    if (view.curvesAsTable) {
      this.#table.render(train, dev, this.#marks);
      return;
    }
    for (const curve of [this.#trainLoss, this.#trainTokens]) curve.update(train, view.smoothing);
    // Validations are few: each of them counts.
    for (const curve of [this.#devLoss, this.#devTokens, this.#devSequences, this.#devBleu, this.#devChrf])
      curve.update(dev, 0);
    const shown = {
      hidden: view.hiddenCurves,
      emptyText: this.texts.get(isActive(state.run) ? 'curves.emptyActive' : 'curves.emptyDone'),
      best: bestStep(state),
      changes: this.#marks,
    };
    this.#loss.render({ ...shown, isLogarithmic: view.logLoss });
    this.#accuracy.render({ ...shown, isLogarithmic: false });
    // Only validations are announced: training points come many times a second.
    if (old !== undefined && old.dev.length !== dev.length)
      this.#announcement.say(() => `${this.#loss.summary} ${this.#accuracy.summary}`);
  }

  #createLoss(theme: Theme): CurveChart {
    const { texts, formats } = this;
    return new CurveChart({
      ...this.#shared(theme),
      title: texts.get('curves.lossTitle'),
      specs: lossCurves(texts),
      points: {
        'loss-train': this.#trainLoss,
        'loss-train-raw': this.#trainLoss,
        'loss-dev': this.#devLoss,
        'loss-best': this.#devLoss,
      },
      isShare: false,
      formatValue: (value) => formats.measure(value),
      formatTick: (value) => formats.tick(value),
      widestValue: formats.measure(0.001234),
    });
  }

  #createAccuracy(theme: Theme): CurveChart {
    const { texts, formats } = this;
    return new CurveChart({
      ...this.#shared(theme),
      title: texts.get('curves.accuracyTitle'),
      specs: accuracyCurves(texts),
      points: {
        'accuracy-train': this.#trainTokens,
        'accuracy-train-raw': this.#trainTokens,
        'accuracy-dev': this.#devTokens,
        'accuracy-sequences': this.#devSequences,
        'accuracy-bleu': this.#devBleu,
        'accuracy-chrf': this.#devChrf,
        'accuracy-best': this.#devSequences,
      },
      isShare: true,
      formatValue: (value) => formats.percent(value),
      formatTick: (value) => formats.wholePercent(value),
      widestValue: formats.percent(1),
    });
  }

  /** What both charts have in common. */
  #shared(theme: Theme) {
    const { texts, formats, store } = this;
    return {
      texts,
      formats,
      theme,
      seen: () => {
        const range = this.#seen();
        return { range, isLogarithmic: false, isAll: store.state?.view.zoom === undefined };
      },
      onToggle: (id: string) => this.#toggle(id),
      onZoom: (factor: number, about: number) => this.#zoom(factor, about),
      onPan: (share: number) => this.#pan(share),
      onReset: () => store.updateView({ zoom: undefined }),
      onHover: this.#hover.bind(this),
    };
  }

  #createToolbar(view: ViewState): HTMLElement {
    const { texts, store } = this;
    const smoothing = new Slider({
      label: texts.get('curves.smoothing'),
      min: 0,
      max: maximumSmoothing,
      step: 0.01,
      value: view.smoothing,
      format: (value) => this.formats.fraction(value),
      onInput: (value) => store.updateView({ smoothing: value }),
    });
    const logScale = new Checkbox({
      label: texts.get('curves.logScale'),
      checked: view.logLoss,
      onChange: (logLoss) => store.updateView({ logLoss }),
    });
    return createElement(
      'div',
      { class: 'toolbar', attributes: { role: 'group', 'aria-label': texts.get('curves.toolbar') } },
      smoothing.element,
      logScale.element,
      createElement(
        'span',
        { class: 'button-row' },
        ...this.#zoomButtons.map(({ element }) => element),
        this.#tableButton.element,
      ),
    );
  }

  /** All steps of the run, and while there is none, some. */
  get #whole(): AxisRange {
    const { train = [], dev = [] } = this.store.state ?? {};
    return { min: 0, max: Math.max(train.at(-1)?.step ?? 0, dev.at(-1)?.step ?? 0) || emptyRange };
  }

  #seen(): AxisRange {
    return seenOf(this.#whole, this.store.state?.view.zoom);
  }

  #zoom(factor: number, about: number): void {
    const seen = this.#seen();
    const closest = Math.max(1, (seen.max - seen.min) / narrowestRange);
    const zoom = zoomed(seen, this.#whole, Math.min(factor, closest), about, false);
    this.store.updateView({ zoom });
  }

  #pan(share: number): void {
    this.store.updateView({ zoom: panned(this.#seen(), this.#whole, share, false) });
  }

  #toggle(id: string): void {
    const hidden = this.store.state?.view.hiddenCurves ?? [];
    this.store.updateView({
      hiddenCurves: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id],
    });
  }

  #hover(chart: CurveChart, ...[step, at]: Parameters<ChartInputOptions['onHover']>): void {
    for (const shown of [this.#loss, this.#accuracy]) shown.showCrosshair(step);
    this.#tooltip.show(step === undefined ? undefined : chart.valuesAt(step), at);
  }
}
