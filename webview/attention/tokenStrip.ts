import { createElement, setText } from '../dom';
import type { ColorMap } from './colorMap';
import { visibleToken } from './tokens';

/** A row of token chips, each with a bar for its weight when there are weights. */
export class TokenStrip {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  #chips: readonly HTMLElement[] = [];
  #tokens: readonly string[] = [];

  constructor(label: string, onPick?: (index: number) => void) {
    this.#list = createElement('ol', { class: 'token-list', attributes: { 'aria-label': label } });
    this.element = createElement(
      'div',
      { class: 'token-strip' },
      createElement('span', {
        class: 'token-strip-label',
        text: label,
        attributes: { 'aria-hidden': 'true' },
      }),
      this.#list,
    );
    if (onPick !== undefined)
      this.#list.addEventListener('click', (event) => {
        const chip = event.target instanceof Element ? event.target.closest('li') : null;
        const index = this.#chips.findIndex((other) => other === chip);
        if (index >= 0) onPick(index);
      });
  }

  setTokens(tokens: readonly string[]): void {
    if (tokens === this.#tokens) return;
    this.#tokens = tokens;
    this.#chips = tokens.map((token) =>
      createElement(
        'li',
        { class: 'chip' },
        createElement('span', { class: 'chip-token', text: visibleToken(token) }),
        createElement('span', { class: 'chip-value' }),
      ),
    );
    this.#list.replaceChildren(...this.#chips);
  }

  /** Colours the chips by weight and writes the larger weights below them. */
  setWeights(
    weights: Float32Array,
    maximum: number,
    colors: ColorMap,
    format: (weight: number) => string,
  ): void {
    for (const [index, chip] of this.#chips.entries()) {
      const weight = weights[index] ?? 0;
      const share = maximum > 0 ? weight / maximum : 0;
      const [token, value] = chip.children;
      if (!(token instanceof HTMLElement) || value === undefined) continue;
      token.style.backgroundColor = colors.css(share);
      token.style.color = colors.ink(share);
      setText(value, weight >= 0.005 ? format(weight) : '');
      chip.classList.toggle('chip-strong', weight >= 0.1);
    }
  }

  /** Marks one chip as the current one and those after it as not yet written; undefined: none. */
  setCurrent(index: number | undefined): void {
    for (const [position, chip] of this.#chips.entries()) {
      chip.classList.toggle('chip-current', position === index);
      chip.classList.toggle('chip-later', index !== undefined && position > index);
      if (position === index) chip.setAttribute('aria-current', 'step');
      else chip.removeAttribute('aria-current');
    }
  }

  setHighlight(index: number | undefined): void {
    for (const [position, chip] of this.#chips.entries())
      chip.classList.toggle('chip-highlight', position === index);
  }
}
