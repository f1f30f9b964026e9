import type { MetricLine, ValidationLine } from '../../src/protocol/panel';
import { createElement, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import { LiveRegion } from '../liveRegion';
import { bestStep, isActive, type PanelState, type Store } from '../state';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Slider } from '../ui/slider';
import { maximumSmoothing, type ViewState } from '../viewState';
import { changeMarks, type ChangeMark } from './changeMark';
import { ChartFrame } from './chartFrame';
import { accuracyCurves, lossCurves } from './curveSpec';
import { MetricsTable } from './metricsTable';
import { SmoothedCurve, type CurvePoint } from './smoothedCurve';

const zoomFactor = 1.6;
const panShare = 0.25;

/** The charts of loss and accuracy with their controls, or the same as a table. */
export class Curves {
  readonly element: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #charts: HTMLElement;
  readonly #loss: ChartFrame;
  readonly #accuracy: ChartFrame;
  readonly #hint: HTMLElement;
  readonly #table: MetricsTable;
  readonly #tableButton: Button;
  readonly #zoomButtons: readonly Button[];
  readonly #announcement = new LiveRegion();
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
    const shared = {
      texts,
      formats,
      theme,
      onToggle: (id: string) => this.#toggle(id),
      onZoom: (zoom: ViewState['zoom']) => store.updateView({ zoom }),
      onHover: (step: number | undefined) => this.#hover(step),
    };
    this.#loss = new ChartFrame({
      ...shared,
      title: texts.get('curves.lossTitle'),
      curves: lossCurves(texts),
      isShare: false,
      formatValue: (value) => formats.measure(value),
      formatTick: (value) => formats.tick(value),
      widestValue: formats.measure(0.001234),
    });
    this.#accuracy = new ChartFrame({
      ...shared,
      title: texts.get('curves.accuracyTitle'),
      curves: accuracyCurves(texts),
      isShare: true,
      formatValue: (value) => formats.percent(value),
      formatTick: (value) => formats.wholePercent(value),
      widestValue: formats.percent(1),
    });
    this.#table = new MetricsTable(texts, formats);
    const zoomButton = (key: Parameters<Texts['get']>[0], icon: string, onClick: () => void): Button =>
      new Button({ label: texts.get(key), icon, appearance: 'icon', onClick });
    this.#zoomButtons = [
      zoomButton('curves.panLeft', 'chevron-left', () => this.#loss.chart.panBy(-panShare)),
      zoomButton('curves.panRight', 'chevron-right', () => this.#loss.chart.panBy(panShare)),
      zoomButton('curves.zoomOut', 'zoom-out', () => this.#loss.chart.zoomBy(1 / zoomFactor)),
      zoomButton('curves.zoomIn', 'zoom-in', () => this.#loss.chart.zoomBy(zoomFactor)),
      zoomButton('curves.resetZoom', 'screen-full', () => store.updateView({ zoom: undefined })),
    ];
    this.#tableButton = zoomButton('curves.asTable', 'table', () =>
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
    );
  }

  focus(): void {
    this.element.scrollIntoView({ block: 'start' });
    this.#heading.focus({ preventScroll: true });
  }

  setTheme(theme: Theme): void {
    this.#loss.setTheme(theme);
    this.#accuracy.setTheme(theme);
    this.#loss.chart.draw();
    this.#accuracy.chart.draw();
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
    this.#renderPoints(state);
    const best = bestStep(state);
    const emptyText = this.texts.get(isActive(state.run) ? 'curves.emptyActive' : 'curves.emptyDone');
    const lastStep = Math.max(train.at(-1)?.step ?? 0, dev.at(-1)?.step ?? 0);
    this.#loss.chart.setLogarithmic(view.logLoss);
    for (const frame of [this.#loss, this.#accuracy]) {
      frame.setMarks(this.#marks);
      frame.describe(view.hiddenCurves, emptyText, best);
      frame.chart.setRange(lastStep, view.zoom);
      frame.chart.draw();
    }
    // Only validations are announced: training points come many times a second.
    if (old !== undefined && old.dev.length !== dev.length)
      this.#announcement.say(() => `${this.#loss.summary(best)} ${this.#accuracy.summary(best)}`);
  }

  #renderPoints(state: PanelState): void {
    const { train, dev, view } = state;
    this.#trainLoss.update(train, view.smoothing);
    this.#trainTokens.update(train, view.smoothing);
    const devCurves = [this.#devLoss, this.#devTokens, this.#devSequences, this.#devBleu, this.#devChrf];
    for (const curve of devCurves) curve.update(dev, 0);
    this.#loss.setPoints('loss-train', this.#trainLoss.smoothed);
    this.#loss.setPoints('loss-train-raw', this.#trainLoss.raw);
    this.#loss.setPoints('loss-dev', this.#devLoss.raw);
    this.#accuracy.setPoints('accuracy-train', this.#trainTokens.smoothed);
    this.#accuracy.setPoints('accuracy-train-raw', this.#trainTokens.raw);
    this.#accuracy.setPoints('accuracy-dev', this.#devTokens.raw);
    this.#accuracy.setPoints('accuracy-sequences', this.#devSequences.raw);
    this.#accuracy.setPoints('accuracy-bleu', this.#devBleu.raw);
    this.#accuracy.setPoints('accuracy-chrf', this.#devChrf.raw);
    const step = bestStep(state);
    const isBest = ({ x }: CurvePoint): boolean => x === step;
    this.#loss.setPoints('loss-best', this.#devLoss.raw.filter(isBest));
    this.#accuracy.setPoints('accuracy-best', this.#devSequences.raw.filter(isBest));
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

  #toggle(id: string): void {
    const hidden = this.store.state?.view.hiddenCurves ?? [];
    this.store.updateView({
      hiddenCurves: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id],
    });
  }

  #hover(step: number | undefined): void {
    this.#loss.chart.setCrosshair(step);
    this.#accuracy.chart.setCrosshair(step);
  }
}
