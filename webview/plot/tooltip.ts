import { createElement, setText } from '../dom';
import { createSwatch } from './swatch';
import type { SeriesLook } from './seriesLook';

export interface TooltipRow {
  readonly key: string;
  readonly look: SeriesLook;
  readonly value: string;
  /** Where its point is, and what happened there. */
  readonly detail: string;
  readonly isHighlighted: boolean;
}

/** What the curves of a plot have at an x value. */
export interface PlotValues {
  /** The x value in words. */
  readonly title: string;
  readonly rows: readonly TooltipRow[];
}

/** The same for who can't see the table. */
export function valuesInWords({ title, rows }: PlotValues): string {
  return `${title}. ${rows.map(({ look, value }) => `${look.label}: ${value}`).join(', ')}`;
}

const gapPx = 14;

/** What all curves have where the pointer is, as one table. Screen readers get the same from the chart's live text. */
export class Tooltip {
  readonly element = createElement('div', {
    class: 'plot-tooltip',
    attributes: { 'aria-hidden': 'true' },
  });
  readonly #title = createElement('div', { class: 'tooltip-title' });
  readonly #body = createElement('tbody');

  constructor() {
    this.element.append(this.#title, createElement('table', {}, this.#body));
    this.element.hidden = true;
  }

  /** @param at the pointer in the window; nothing is shown without it, or where no curve has a value */
  show(values: PlotValues | undefined, at: { readonly x: number; readonly y: number } | undefined): void {
    if (values === undefined || at === undefined || values.rows.length === 0) {
      this.element.hidden = true;
      return;
    }
    const { title, rows } = values;
    const { x, y } = at;
    setText(this.#title, title);
    this.#body.replaceChildren(
      ...rows.map(({ look, value, detail, isHighlighted }) => {
        const swatch = createSwatch({ line: { widthPx: 2, dash: look.dash }, mark: look.mark });
        swatch.style.color = look.color;
        return createElement(
          'tr',
          { class: isHighlighted ? 'is-highlighted' : '' },
          createElement('td', {}, swatch),
          createElement('td', { class: 'tooltip-name', text: look.label }),
          createElement('td', { class: 'tooltip-value', text: value }),
          createElement('td', { class: 'tooltip-detail', text: detail }),
        );
      }),
    );
    this.element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const { clientWidth, clientHeight } = document.documentElement;
    const left = x + gapPx + width > clientWidth ? x - gapPx - width : x + gapPx;
    const top = Math.min(y + gapPx, clientHeight - height - 4);
    this.element.style.left = `${Math.max(4, left)}px`;
    this.element.style.top = `${Math.max(4, top)}px`;
  }
}
