import { createElement, setText } from '../dom';
import { listenToChart, type ChartInputOptions } from './chartInput';

export interface PlotFrameOptions extends Omit<ChartInputOptions, 'element'> {
  /** What it shows, and its keys. */
  readonly label: string;
  /** What is at an x value, in words. */
  readonly describe: (x: number) => string;
}

/** A plot that takes the pointer and the keyboard. While it has no curve, a text is in its place. */
export class PlotFrame {
  readonly element: HTMLElement;
  /** Says what is at the crosshair when it is moved by keys. */
  readonly live = createElement('p', { class: 'visually-hidden', attributes: { 'aria-live': 'polite' } });
  readonly #empty = createElement('p', { class: 'chart-empty' });

  constructor(options: PlotFrameOptions) {
    const { label, plot, onHover, describe } = options;
    this.element = createElement(
      'div',
      { class: 'chart-body', attributes: { tabindex: 0, role: 'group', 'aria-label': label } },
      plot.element,
      this.#empty,
    );
    listenToChart({
      ...options,
      element: this.element,
      onHover: (x, at) => {
        onHover(x, at);
        if (document.activeElement === this.element) setText(this.live, x === undefined ? '' : describe(x));
      },
    });
  }

  /** @param text undefined: there are curves */
  showEmpty(text: string | undefined): void {
    this.#empty.hidden = text === undefined;
    setText(this.#empty, text ?? '');
  }
}
