import { createElement } from '../dom';
import { RowHeights } from './rowHeights';

export interface VirtualRowsOptions {
  readonly scroller: HTMLElement;
  /** Height of a row of one line. */
  readonly usualRowPx: number;
  /** Makes the row of a position. */
  readonly create: (position: number) => HTMLTableRowElement;
  /** Other rows are in the document than before. */
  readonly onChange: () => void;
}

/** Rows are made this far beyond what is in sight. */
const sparePx = 320;
/** Rows may turn out lower than they were taken for: then there is room for more. */
const mostPasses = 4;

/**
 * The body of a table of thousands of rows, as high as they are: only those in sight are in the document, between empty rows
 * as high as the others together. What is in sight stays there while rows change.
 */
export class VirtualRows {
  readonly body = createElement('tbody');
  readonly #options: VirtualRowsOptions;
  readonly #heights: RowHeights;
  readonly #rows = new Map<number, HTMLTableRowElement>();
  readonly #spacers: HTMLTableRowElement[] = [];
  #keys: readonly number[] = [];
  /** What is at the upper edge, and how much of it is above. */
  #anchor = { key: NaN, abovePx: 0 };
  #widthPx = 0;
  #heightPx = sparePx;
  #headPx = 0;

  constructor(options: VirtualRowsOptions) {
    this.#options = options;
    this.#heights = new RowHeights(options.usualRowPx);
    const { scroller } = options;
    scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    new ResizeObserver(() => this.#onResize()).observe(scroller);
  }

  get count(): number {
    return this.#keys.length;
  }

  /** The rows in the document, by position. */
  get rows(): ReadonlyMap<number, HTMLTableRowElement> {
    return this.#rows;
  }

  /** Makes all rows anew. @param keys one a row, the same for what is the same thing in another state */
  setRows(keys: readonly number[]): void {
    const focused = this.#focusedPosition();
    const focusedKey = focused === undefined ? undefined : this.#keys[focused];
    const isAtTop = this.#options.scroller.scrollTop === 0;
    this.#keys = keys;
    this.#heights.setKeys(keys);
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    if (isAtTop) this.#anchor = { key: keys[0] ?? NaN, abovePx: 0 };
    this.#render(this.#anchorTop());
    if (focusedKey === undefined) return;
    const position = keys.indexOf(focusedKey);
    if (position >= 0) this.focus(position, false);
  }

  /** Gives the keyboard to a row, wherever it is. */
  focus(position: number, scroll = true): void {
    if (this.count === 0) return;
    const target = Math.max(0, Math.min(this.count - 1, position));
    if (scroll) this.scrollTo(target);
    this.#render(this.#options.scroller.scrollTop, target);
    this.#rows.get(target)?.focus({ preventScroll: true });
    // Its height may have been another than it was taken for.
    if (scroll) this.scrollTo(target);
  }

  /** Brings a row into sight by the shortest way. */
  scrollTo(position: number): void {
    const { scroller } = this.#options;
    const top = this.#heights.top(position);
    const bottom = this.#heights.top(position + 1);
    const visiblePx = this.#heightPx - this.#headPx;
    const { scrollTop } = scroller;
    const wanted = Math.max(Math.min(scrollTop, top), Math.min(top, bottom - visiblePx));
    if (wanted === scrollTop) return;
    this.#render(wanted, position);
  }

  #onScroll(): void {
    const { scrollTop } = this.#options.scroller;
    const position = this.#heights.at(scrollTop);
    this.#anchor = {
      key: this.#keys[position] ?? NaN,
      abovePx: scrollTop - this.#heights.top(position),
    };
    this.#render(scrollTop);
  }

  #onResize(): void {
    const { scroller } = this.#options;
    const { clientWidth, clientHeight } = scroller;
    // Hidden, it has no heights to measure.
    if (clientWidth === 0) return;
    const head = scroller.querySelector('thead');
    this.#headPx = head?.offsetHeight ?? 0;
    this.#heightPx = clientHeight;
    if (clientWidth !== this.#widthPx) {
      this.#widthPx = clientWidth;
      this.#heights.forget();
      this.#measure();
    }
    this.#render(this.#anchorTop());
  }

  #anchorTop(): number {
    const position = this.#keys.indexOf(this.#anchor.key);
    // What was there is filtered out: the place as such is kept.
    if (position < 0) return Math.min(this.#options.scroller.scrollTop, this.#heights.totalPx);
    return this.#heights.top(position) + this.#anchor.abovePx;
  }

  #focusedPosition(): number | undefined {
    const row = document.activeElement?.closest('tr');
    for (const [position, known] of this.#rows) if (known === row) return position;
    return undefined;
  }

  /**
   * Puts the rows about a place into the document, and that place at the upper edge.
   * @param also a row that must be there too
   */
  #render(wantedTop: number, also = this.#focusedPosition()): void {
    const { scroller } = this.#options;
    let top = wantedTop;
    let hasChanged = false;
    for (let pass = 0; pass < mostPasses; pass++) {
      const anchor = this.#heights.at(top);
      const abovePx = top - this.#heights.top(anchor);
      const first = this.#heights.at(top - sparePx);
      const last = this.#heights.at(top + this.#heightPx + sparePx);
      const wanted = new Set<number>();
      if (this.count > 0) for (let position = first; position <= last; position++) wanted.add(position);
      if (also !== undefined && also < this.count) wanted.add(also);
      if (this.#keep(wanted)) hasChanged = true;
      this.#place();
      const isNews = this.#measure();
      if (!isNews) break;
      top = this.#heights.top(anchor) + abovePx;
      this.#place();
    }
    if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
    if (hasChanged) this.#options.onChange();
  }

  /** All rows there are: a font that is loaded, say, changes those that were measured. @returns whether there is news */
  #measure(): boolean {
    let isNews = false;
    for (const [position, row] of this.#rows) {
      const { height } = row.getBoundingClientRect();
      if (height > 0 && this.#heights.measured(position, height)) isNews = true;
    }
    return isNews;
  }

  /** Makes the rows that are missing and drops those not wanted. @returns whether any was missing */
  #keep(wanted: ReadonlySet<number>): boolean {
    for (const [position, row] of this.#rows) {
      if (wanted.has(position)) continue;
      row.remove();
      this.#rows.delete(position);
    }
    const added = [...wanted].filter((position) => !this.#rows.has(position));
    for (const position of added) this.#rows.set(position, this.#options.create(position));
    return added.length > 0;
  }

  /** Rows in order, with an empty one for each stretch of rows that are not there. */
  #place(): void {
    const positions = [...this.#rows.keys()].sort((a, b) => a - b);
    const children: HTMLTableRowElement[] = [];
    let next = 0;
    let spacers = 0;
    const skipTo = (position: number): void => {
      const spacer = (this.#spacers[spacers] ??= createSpacer());
      spacers += 1;
      spacer.style.height = `${this.#heights.top(position) - this.#heights.top(next)}px`;
      children.push(spacer);
    };
    for (const position of positions) {
      if (position > next) skipTo(position);
      const row = this.#rows.get(position);
      if (row !== undefined) children.push(row);
      next = position + 1;
    }
    if (next < this.count) skipTo(this.count);
    // Rows never change their order, so none of them moves: one that has the keyboard keeps it.
    for (const spacer of this.#spacers) spacer.remove();
    children.forEach((child, index) => {
      const current = this.body.children[index];
      if (current !== child) this.body.insertBefore(child, current ?? null);
    });
  }
}

const createSpacer = (): HTMLTableRowElement =>
  createElement('tr', { class: 'spacer', attributes: { 'aria-hidden': 'true' } });
