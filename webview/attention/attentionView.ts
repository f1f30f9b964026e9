import type { PanelAttention, Sample } from '../../src/protocol/panel';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import type { Theme } from '../theme';
import { CellGrid } from './cellGrid';
import { Heatmap, type Cell, type HeatmapContent } from './heatmap';
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
  readonly #heatmap: Heatmap;
  readonly #grid: CellGrid;
  readonly #scroller: HTMLElement;
  readonly #tooltip = createElement('div', { class: 'tooltip', attributes: { 'aria-hidden': 'true' } });
  readonly #steps: StepControl;
  readonly #sourceStrip: TokenStrip;
  readonly #targetStrip: TokenStrip;
  readonly #legendBar = createElement('canvas', {
    class: 'legend-bar',
    attributes: { 'aria-hidden': 'true' },
  });
  readonly #legendMaximum = createElement('span');
  #shown: AttentionShown | undefined;
  #targetTokens: readonly string[] = [];
  #sourceTokens: readonly string[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    theme: Theme,
    private readonly onStep: (decodeStep: number) => void,
  ) {
    const canvas = createElement('canvas', { attributes: { 'aria-hidden': 'true' } });
    this.#heatmap = new Heatmap(canvas, theme);
    this.#grid = new CellGrid({
      onMove: (cell) => this.#highlight(cell, true),
      onPick: ({ row }) => onStep(row),
      describe: (cell) => this.#describe(cell),
      start: () => this.#start(),
    });
    this.#scroller = createElement(
      'div',
      { class: 'heatmap-scroller' },
      createElement('div', { class: 'heatmap' }, canvas, this.#grid.element, this.#tooltip),
    );
    this.#steps = new StepControl(texts, onStep);
    this.#sourceStrip = new TokenStrip(texts.get('attention.sourceTokens'));
    this.#targetStrip = new TokenStrip(texts.get('attention.targetTokens'), onStep);
    this.#tooltip.hidden = true;
    this.element = createElement(
      'div',
      { class: 'attention-view' },
      this.#createLegend(),
      this.#scroller,
      this.#steps.element,
      this.#targetStrip.element,
      this.#sourceStrip.element,
      this.#grid.announcement,
    );
    this.#followPointer();
    new ResizeObserver(() => this.#repaint()).observe(this.#scroller);
  }

  focus(): void {
    this.#grid.element.focus();
  }

  setTheme(theme: Theme): void {
    this.#heatmap.setTheme(theme);
    this.#repaint();
  }

  show(shown: AttentionShown): void {
    const old = this.#shown;
    this.#shown = shown;
    const { map, sample, decodeStep, scaleToMaximum } = shown;
    const isNew = old?.map !== map || old.sample !== sample;
    if (isNew) {
      this.#targetTokens = namedTokens(sample.hypothesisTokens, map.rows);
      this.#sourceTokens = namedTokens(sample.sourceTokens, map.columns);
      this.#targetStrip.setTokens(this.#targetTokens);
      this.#sourceStrip.setTokens(this.#sourceTokens);
      this.#grid.setSize(map.rows, map.columns, this.texts.get('attention.gridLabel', map.rows, map.columns));
      this.#highlight(undefined);
    }
    if (isNew || old.scaleToMaximum !== scaleToMaximum) this.#repaint();
    else if (old.decodeStep !== decodeStep) this.#showStep();
  }

  #repaint(): void {
    const content = this.#content();
    const { clientWidth, clientHeight } = this.#scroller;
    if (content === undefined || clientWidth === 0) return;
    this.#heatmap.paint(content, clientWidth, clientHeight);
    this.#paintLegend(content.maximum);
    this.#showStep();
  }

  #content(): HeatmapContent | undefined {
    if (this.#shown === undefined) return undefined;
    const { map, scaleToMaximum } = this.#shown;
    const largest = scaleToMaximum ? map.values.reduce((max, value) => Math.max(max, value), 0) : 1;
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
    this.#heatmap.setStep(row);
    this.#steps.render(row, this.#targetTokens.map(visibleToken));
    this.#targetStrip.setCurrent(row);
    this.#sourceStrip.setWeights(
      map.values.subarray(row * map.columns, (row + 1) * map.columns),
      content.maximum,
      this.#heatmap.colors,
      (weight) => this.formats.weight(weight),
    );
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
      this.formats.weight(map.values[row * map.columns + column]!),
    );
  }

  #highlight(cell: Cell | undefined, scroll = false): void {
    this.#heatmap.setHighlight(cell);
    this.#sourceStrip.setHighlight(cell?.column);
    this.#targetStrip.setHighlight(cell?.row);
    this.#tooltip.hidden = cell === undefined;
    const layout = this.#heatmap.layout;
    if (cell === undefined || layout === undefined) return;
    this.#tooltip.textContent = this.#describe(cell);
    if (scroll) this.#scrollTo(cell);
    const { cell: size, left, top, width } = layout;
    const x = left + (cell.column + 1) * size + 4;
    const y = top + (cell.row + 1) * size + 4;
    // Beside the cell, and on its left where there is no room on its right.
    const visibleWidth = Math.max(width, this.#scroller.clientWidth);
    const flipped = x + this.#tooltip.offsetWidth > visibleWidth;
    const tooltipX = flipped ? left + cell.column * size - 4 - this.#tooltip.offsetWidth : x;
    const lowest = Math.max(layout.height, this.#scroller.clientHeight) - this.#tooltip.offsetHeight;
    this.#tooltip.style.transform = `translate(${Math.max(0, tooltipX)}px, ${Math.min(y, lowest)}px)`;
  }

  #scrollTo({ row, column }: Cell): void {
    const layout = this.#heatmap.layout;
    if (layout === undefined) return;
    const { cell, left, top } = layout;
    const scroller = this.#scroller;
    const x = left + column * cell;
    const y = top + row * cell;
    if (x < scroller.scrollLeft + left) scroller.scrollLeft = x - left;
    if (x + cell > scroller.scrollLeft + scroller.clientWidth)
      scroller.scrollLeft = x + cell - scroller.clientWidth;
    if (y < scroller.scrollTop + top) scroller.scrollTop = y - top;
    if (y + cell > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = y + cell - scroller.clientHeight;
  }

  #followPointer(): void {
    const surface = this.#grid.element;
    const cellUnder = (event: MouseEvent): Cell | undefined =>
      this.#heatmap.cellAt(event.offsetX, event.offsetY);
    surface.addEventListener('pointermove', (event) => this.#highlight(cellUnder(event)));
    surface.addEventListener('pointerleave', () => this.#highlight(undefined));
    surface.addEventListener('click', (event) => {
      const cell = cellUnder(event);
      if (cell !== undefined) this.onStep(cell.row);
    });
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
    this.#legendMaximum.textContent = maximum === 1 ? '1' : this.formats.weight(maximum);
    const bar = this.#legendBar;
    bar.width = 64;
    bar.height = 1;
    const context = bar.getContext('2d');
    for (let x = 0; x < bar.width && context !== null; x++) {
      context.fillStyle = this.#heatmap.colors.css(x / (bar.width - 1));
      context.fillRect(x, 0, 1, 1);
    }
  }
}

/** As many tokens as the map has rows or columns; what the sample does not name gets its position. */
function namedTokens(tokens: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => tokens[index] ?? String(index + 1));
}
