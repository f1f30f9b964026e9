import { createElement } from '../dom';
import type { Theme } from '../theme';
import { CellGrid } from './cellGrid';
import { Heatmap, type Cell, type HeatmapContent } from './heatmap';

export interface MapSurfaceOptions {
  readonly theme: Theme;
  /** A click, Enter or Space on a cell. */
  readonly onPick: (cell: Cell) => void;
  /** The pointer or the keyboard is at a cell, or at none any more. */
  readonly onHighlight?: (cell: Cell | undefined) => void;
  /** The cell in words. */
  readonly describe: (cell: Cell) => string;
  /** Where the keyboard begins. */
  readonly start: () => Cell;
  /** The space for the map has changed, and it has to be shown again. */
  readonly onResize: () => void;
}

/** A heat map that scrolls, with a tooltip at the pointer, the same by keyboard, and words for screen readers. */
export class MapSurface {
  readonly element: HTMLElement;
  readonly #heatmap: Heatmap;
  readonly #grid: CellGrid;
  readonly #tooltip = createElement('div', { class: 'tooltip', attributes: { 'aria-hidden': 'true' } });
  readonly #options: MapSurfaceOptions;

  constructor(options: MapSurfaceOptions) {
    this.#options = options;
    const canvas = createElement('canvas', { attributes: { 'aria-hidden': 'true' } });
    this.#heatmap = new Heatmap(canvas, options.theme);
    this.#grid = new CellGrid({
      onMove: (cell) => this.highlight(cell, true),
      onPick: options.onPick,
      describe: options.describe,
      start: options.start,
    });
    this.#tooltip.hidden = true;
    this.element = createElement(
      'div',
      { class: 'heatmap-scroller' },
      createElement('div', { class: 'heatmap' }, canvas, this.#grid.element, this.#tooltip),
    );
    this.#followPointer();
    new ResizeObserver(options.onResize).observe(this.element);
  }

  get colors(): Heatmap['colors'] {
    return this.#heatmap.colors;
  }

  /** What screen readers are told; put it anywhere in the document. */
  get announcement(): HTMLElement {
    return this.#grid.announcement;
  }

  focus(): void {
    this.#grid.element.focus();
  }

  setTheme(theme: Theme): void {
    this.#heatmap.setTheme(theme);
  }

  setSize(rows: number, columns: number, label: string): void {
    this.#grid.setSize(rows, columns, label);
  }

  /** Draws the map for the space there is. @returns false while there is none */
  paint(content: HeatmapContent): boolean {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0) return false;
    this.#heatmap.paint(content, clientWidth, clientHeight);
    return true;
  }

  /** @param row that is outlined; undefined: none */
  setStep(row: number | undefined): void {
    this.#heatmap.setStep(row);
  }

  highlight(cell: Cell | undefined, scroll = false): void {
    this.#heatmap.setHighlight(cell);
    this.#options.onHighlight?.(cell);
    this.#tooltip.hidden = cell === undefined;
    const layout = this.#heatmap.layout;
    if (cell === undefined || layout === undefined) return;
    this.#tooltip.textContent = this.#options.describe(cell);
    if (scroll) this.#scrollTo(cell);
    const { cell: size, left, top, width } = layout;
    const x = left + (cell.column + 1) * size + 4;
    const y = top + (cell.row + 1) * size + 4;
    // Beside the cell, and on its left where there is no room on its right.
    const visibleWidth = Math.max(width, this.element.clientWidth);
    const flipped = x + this.#tooltip.offsetWidth > visibleWidth;
    const tooltipX = flipped ? left + cell.column * size - 4 - this.#tooltip.offsetWidth : x;
    const lowest = Math.max(layout.height, this.element.clientHeight) - this.#tooltip.offsetHeight;
    this.#tooltip.style.transform = `translate(${Math.max(0, tooltipX)}px, ${Math.min(y, lowest)}px)`;
  }

  #scrollTo({ row, column }: Cell): void {
    const layout = this.#heatmap.layout;
    if (layout === undefined) return;
    const { cell, left, top } = layout;
    const scroller = this.element;
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
    surface.addEventListener('pointermove', (event) => this.highlight(cellUnder(event)));
    surface.addEventListener('pointerleave', () => this.highlight(undefined));
    surface.addEventListener('click', (event) => {
      const cell = cellUnder(event);
      if (cell !== undefined) this.#options.onPick(cell);
    });
  }
}
