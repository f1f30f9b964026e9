import { createElement, setAttribute, setText, uniqueId } from '../dom';
import type { Cell } from './heatmap';

export interface CellGridOptions {
  /** The cell became active by keyboard; undefined: the grid lost focus or Escape was pressed. */
  readonly onMove: (cell: Cell | undefined) => void;
  /** Enter or Space on a cell. */
  readonly onPick: (cell: Cell) => void;
  /** The cell in words. */
  readonly describe: (cell: Cell) => string;
  /** Where the keyboard starts when the grid gets focus. */
  readonly start: () => Cell;
}

/**
 * The heat map for keyboards and screen readers: a grid of which only the active cell is in the document
 * (`aria-activedescendant`), since 200 × 200 elements would be slow. It lies over the canvas.
 */
export class CellGrid {
  readonly element: HTMLElement;
  readonly #announcement = createElement('p', {
    class: 'visually-hidden',
    attributes: { 'aria-live': 'polite' },
  });
  readonly #row = createElement('div', { class: 'visually-hidden', attributes: { role: 'row' } });
  readonly #cell = createElement('div', { attributes: { role: 'gridcell' } });
  readonly #options: CellGridOptions;
  #rows = 0;
  #columns = 0;
  #active: Cell | undefined;

  constructor(options: CellGridOptions) {
    this.#options = options;
    this.#cell.id = uniqueId('cell');
    this.#row.append(this.#cell);
    this.element = createElement(
      'div',
      {
        class: 'heatmap-grid',
        attributes: { role: 'grid', tabindex: 0, 'aria-activedescendant': this.#cell.id },
      },
      this.#row,
    );
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('focus', () => {
      // A click focuses too: then the pointer says which cell is meant.
      if (this.element.matches(':focus-visible')) this.#move(this.#active ?? options.start());
    });
    this.element.addEventListener('blur', () => {
      this.#active = undefined;
      options.onMove(undefined);
    });
  }

  /** Put it anywhere in the document. */
  get announcement(): HTMLElement {
    return this.#announcement;
  }

  setSize(rows: number, columns: number, label: string): void {
    this.#rows = rows;
    this.#columns = columns;
    setAttribute(this.element, 'aria-label', label);
    setAttribute(this.element, 'aria-rowcount', String(rows));
    setAttribute(this.element, 'aria-colcount', String(columns));
    const active = this.#active ?? this.#options.start();
    if (this.#active !== undefined && !this.#contains(this.#active)) this.#active = undefined;
    if (this.#contains(active)) this.#show(active);
  }

  #contains({ row, column }: Cell): boolean {
    return row < this.#rows && column < this.#columns;
  }

  #onKey(event: KeyboardEvent): void {
    const cell = this.#active ?? this.#options.start();
    const target = this.#target(event, cell);
    if (target !== undefined) {
      event.preventDefault();
      this.#move(target);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#options.onPick(cell);
    } else if (event.key === 'Escape') {
      this.#active = undefined;
      this.#options.onMove(undefined);
    }
  }

  #target({ key, ctrlKey }: KeyboardEvent, { row, column }: Cell): Cell | undefined {
    const lastRow = this.#rows - 1;
    const lastColumn = this.#columns - 1;
    switch (key) {
      case 'ArrowUp':
        return { row: Math.max(0, row - 1), column };
      case 'ArrowDown':
        return { row: Math.min(lastRow, row + 1), column };
      case 'ArrowLeft':
        return { row, column: Math.max(0, column - 1) };
      case 'ArrowRight':
        return { row, column: Math.min(lastColumn, column + 1) };
      case 'PageUp':
        return { row: Math.max(0, row - 10), column };
      case 'PageDown':
        return { row: Math.min(lastRow, row + 10), column };
      case 'Home':
        return { row: ctrlKey ? 0 : row, column: 0 };
      case 'End':
        return { row: ctrlKey ? lastRow : row, column: lastColumn };
      default:
        return undefined;
    }
  }

  #move(cell: Cell): void {
    if (!this.#contains(cell)) return;
    this.#active = cell;
    this.#show(cell);
    setText(this.#announcement, this.#options.describe(cell));
    this.#options.onMove(cell);
  }

  #show(cell: Cell): void {
    setAttribute(this.#row, 'aria-rowindex', String(cell.row + 1));
    setAttribute(this.#cell, 'aria-colindex', String(cell.column + 1));
    setText(this.#cell, this.#options.describe(cell));
  }
}
