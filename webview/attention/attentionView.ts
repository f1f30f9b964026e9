import type { PanelAttention, Sample } from '../../src/protocol/panel';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import type { Cell, HeatmapContent } from './heatmap';
import { MapSurface } from './mapSurface';
import { PictureStrip } from './pictureStrip';
import { StepControl } from './stepControl';
import { visibleToken } from './tokens';
import { TokenStrip } from './tokenStrip';

export interface AttentionShown {
  readonly map: PanelAttention;
  readonly sample: Sample;
  /** Row of the decoding step, from 0. */
  readonly decodeStep: number;
  readonly scaleToMaximum: boolean;
}

/** One attention map: heat map, decoding step, weights over the source tokens. */
export class AttentionView {
  readonly element: HTMLElement;
  readonly #surface: MapSurface;
  readonly #steps: StepControl;
  readonly #pictures: PictureStrip;
  readonly #sourceStrip: TokenStrip;
  readonly #targetStrip: TokenStrip;
  readonly #legendBar = createElement('canvas', {
    class: 'legend-bar',
    attributes: { 'aria-hidden': 'true' },
  });
  readonly #legendMaximum = createElement('span');
  #shown: AttentionShown | undefined;
  /** The largest weight of the map. */
  #largest = 0;
  #targetTokens: readonly string[] = [];
  #sourceTokens: readonly string[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    onStep: (decodeStep: number) => void,
  ) {
    this.#surface = new MapSurface({
      theme,
      onPick: ({ row }) => onStep(row),
      onHighlight: (cell) => {
        this.#sourceStrip.setHighlight(cell?.column);
        this.#targetStrip.setHighlight(cell?.row);
      },
      describe: (cell) => this.#describe(cell),
      start: () => this.#start(),
      onResize: () => this.#repaint(),
    });
    this.#steps = new StepControl(texts, onStep);
    this.#pictures = new PictureStrip(texts, formats, onStep);
    this.#sourceStrip = new TokenStrip(texts, texts.get('attention.sourceTokens'));
    this.#targetStrip = new TokenStrip(texts, texts.get('attention.targetTokens'), onStep);
    this.element = createElement(
      'div',
      { class: 'attention-view' },
      this.#pictures.element,
      this.#createLegend(),
      this.#surface.element,
      this.#steps.element,
      this.#targetStrip.element,
      this.#sourceStrip.element,
      this.#surface.announcement,
    );
  }

  focus(): void {
    this.#surface.focus();
  }

  setTheme(theme: Theme): void {
    this.#surface.setTheme(theme);
    this.#repaint();
  }

  show(shown: AttentionShown): void {
    const old = this.#shown;
    this.#shown = shown;
    const { map, sample, decodeStep, scaleToMaximum } = shown;
    const isNew = old?.map !== map || old.sample !== sample;
    if (isNew) {
      this.#largest = map.values.reduce((max, value) => Math.max(max, value), 0);
      this.#targetTokens = namedTokens(sample.hypothesisTokens, map.rows);
      this.#sourceTokens = namedTokens(sample.sourceTokens, map.columns);
      this.#targetStrip.setTokens(this.#targetTokens);
      this.#sourceStrip.setTokens(this.#sourceTokens);
      // The regions of a picture are shown on it.
      this.#sourceStrip.element.hidden = sample.regions !== undefined;
      this.#pictures.show(map, sample, this.#targetTokens);
      const label = this.texts.get('attention.gridLabel', map.rows, map.columns);
      this.#surface.setSize(map.rows, map.columns, label);
      this.#surface.highlight(undefined);
    }
    if (isNew || old.scaleToMaximum !== scaleToMaximum) this.#repaint();
    else if (old.decodeStep !== decodeStep) this.#showStep();
  }

  #repaint(): void {
    const content = this.#content();
    if (content === undefined || !this.#surface.paint(content)) return;
    this.#paintLegend(content.maximum);
    this.#showStep();
  }

  #content(): HeatmapContent | undefined {
    if (this.#shown === undefined) return undefined;
    const { map, scaleToMaximum } = this.#shown;
    const largest = scaleToMaximum ? this.#largest : 1;
    return {
      map,
      targetTokens: this.#targetTokens,
      sourceTokens: this.#sourceTokens,
      maximum: largest > 0 ? largest : 1,
    };
  }

  #showStep(): void {
    const content = this.#content();
    if (this.#shown === undefined || content === undefined) return;
    const { map, decodeStep } = this.#shown;
    const row = Math.min(decodeStep, map.rows - 1);
    this.#surface.setStep(row);
    this.#steps.render(row, this.#targetTokens.map(visibleToken));
    this.#targetStrip.setCurrent(row);
    this.#pictures.setCurrent(row);
    this.#sourceStrip.setWeights({
      values: map.values.subarray(row * map.columns, (row + 1) * map.columns),
      maximum: content.maximum,
      colors: this.#surface.colors,
      format: (weight) => this.formats.fraction(weight),
    });
  }

  /** Where the keyboard begins: the decoding step and the source token it looks at most. */
  #start(): Cell {
    if (this.#shown === undefined) return { row: 0, column: 0 };
    const { map, decodeStep } = this.#shown;
    const row = Math.min(decodeStep, map.rows - 1);
    const weights = map.values.subarray(row * map.columns, (row + 1) * map.columns);
    return { row, column: weights.indexOf(weights.reduce((max, value) => Math.max(max, value), 0)) };
  }

  #describe({ row, column }: Cell): string {
    const { map } = this.#shown ?? {};
    if (map === undefined) return '';
    return this.texts.get(
      'attention.cell',
      visibleToken(this.#targetTokens[row] ?? ''),
      visibleToken(this.#sourceTokens[column] ?? ''),
      this.formats.fraction(map.values[row * map.columns + column]!),
    );
  }

  #createLegend(): HTMLElement {
    return createElement(
      'div',
      { class: 'heatmap-legend', attributes: { 'aria-hidden': 'true' } },
      createElement('span', { text: this.texts.get('attention.targetAxis') }),
      createElement('span', { text: this.texts.get('attention.sourceAxis') }),
      createElement(
        'span',
        { class: 'legend-scale' },
        createElement('span', { text: '0' }),
        this.#legendBar,
        this.#legendMaximum,
        createElement('span', { text: this.texts.get('attention.legend') }),
      ),
    );
  }

  #paintLegend(maximum: number): void {
    this.#legendMaximum.textContent = maximum === 1 ? '1' : this.formats.fraction(maximum);
    const bar = this.#legendBar;
    bar.width = 64;
    bar.height = 1;
    const context = bar.getContext('2d');
    for (let x = 0; x < bar.width && context !== null; x++) {
      context.fillStyle = this.#surface.colors.css(x / (bar.width - 1));
      context.fillRect(x, 0, 1, 1);
    }
  }
}

/** As many tokens as the map has rows or columns; what the sample does not name gets its position. */
function namedTokens(tokens: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => tokens[index] ?? String(index + 1));
}
