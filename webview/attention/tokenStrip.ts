import { createElement, setAttribute, setText } from '../dom';
import type { Texts } from '../texts';
import type { ColorMap } from './colorMap';
import { visibleToken } from './tokens';

/** More tokens than these are not all shown, but those about the one that matters. */
const mostChips = 160;
/** So close to the end of what is shown, the tokens beyond it come into sight. */
const marginChips = 20;

interface Weights {
  readonly values: Float32Array;
  readonly maximum: number;
  readonly colors: ColorMap;
  readonly format: (weight: number) => string;
}

/** A row of token chips, each with a bar for its weight when there are weights. */
export class TokenStrip {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  /** Of the tokens from `#from` on. */
  #chips: readonly HTMLElement[] = [];
  #from = 0;
  #tokens: readonly string[] = [];
  #highlight: number | undefined;

  constructor(
    private readonly texts: Texts,
    label: string,
    onPick?: (index: number) => void,
  ) {
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
        if (index >= 0) onPick(this.#from + index);
      });
  }

  setTokens(tokens: readonly string[]): void {
    if (tokens === this.#tokens) return;
    this.#tokens = tokens;
    this.#show(0);
  }

  /** Colours the chips by weight and writes the larger weights below them. */
  setWeights({ values, maximum, colors, format }: Weights): void {
    this.#bringIn(values.indexOf(values.reduce((most, weight) => Math.max(most, weight), 0)));
    for (const [index, chip] of this.#chips.entries()) {
      const weight = values[this.#from + index] ?? 0;
      const share = maximum > 0 ? weight / maximum : 0;
      const [token, value] = chip.children;
      if (!(token instanceof HTMLElement) || value === undefined) continue;
      token.style.backgroundColor = colors.css(share);
      token.style.color = colors.ink(share);
      setText(value, weight >= 0.005 ? format(weight) : '');
      chip.classList.toggle('chip-strong', weight >= 0.1);
    }
  }

  /** Marks one chip as the current one and those after it as not yet written. */
  setCurrent(current: number): void {
    this.#bringIn(current);
    for (const [index, chip] of this.#chips.entries()) {
      const position = this.#from + index;
      chip.classList.toggle('chip-current', position === current);
      chip.classList.toggle('chip-later', position > current);
      if (position === current) setAttribute(chip, 'aria-current', 'step');
      else chip.removeAttribute('aria-current');
    }
  }

  setHighlight(index: number | undefined): void {
    this.#chips[(this.#highlight ?? NaN) - this.#from]?.classList.remove('chip-highlight');
    this.#highlight = index;
    this.#chips[(index ?? NaN) - this.#from]?.classList.add('chip-highlight');
  }

  /** Shows other tokens when one that matters is beyond those shown, or so near their end that it is hard to see where it stands. */
  #bringIn(index: number): void {
    const end = this.#from + this.#chips.length;
    const isNearStart = this.#from > 0 && index < this.#from + marginChips;
    const isNearEnd = end < this.#tokens.length && index >= end - marginChips;
    if (index >= 0 && (isNearStart || isNearEnd)) this.#show(index - mostChips / 2);
  }

  #show(wantedFrom: number): void {
    const { length } = this.#tokens;
    this.#from = Math.max(0, Math.min(wantedFrom, length - mostChips));
    const shown = this.#tokens.slice(this.#from, this.#from + mostChips);
    const isPart = shown.length < length;
    this.#chips = shown.map((token, index) =>
      createElement(
        'li',
        {
          class: 'chip',
          attributes: {
            'aria-posinset': isPart ? this.#from + index + 1 : undefined,
            'aria-setsize': isPart ? length : undefined,
          },
        },
        createElement('span', { class: 'chip-token', text: visibleToken(token) }),
        createElement('span', { class: 'chip-value' }),
      ),
    );
    this.#list.replaceChildren(
      ...this.#more(this.#from),
      ...this.#chips,
      ...this.#more(length - this.#from - shown.length),
    );
    this.setHighlight(this.#highlight);
  }

  #more(count: number): HTMLElement[] {
    if (count === 0) return [];
    return [createElement('li', { class: 'chip-more', text: this.texts.get('attention.moreTokens', count) })];
  }
}
