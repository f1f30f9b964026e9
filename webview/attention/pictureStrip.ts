import type { PanelAttention, Sample } from '../../src/protocol/panel';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import { createPicture, isPicture } from '../pictures/sourcePicture';
import type { Texts } from '../texts';
import { visibleToken } from './tokens';

type Regions = NonNullable<Sample['regions']>;

/** How dark a region is that a step does not look at. */
const darkest = 0.72;

/**
 * The picture of a sample once for each token of its hypothesis, bright where the decoder looked while it wrote the token.
 * Each is a button that chooses the decoding step. Hidden for text.
 */
export class PictureStrip {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  #buttons: readonly HTMLElement[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    private readonly onPick: (step: number) => void,
  ) {
    this.#list = createElement('ol', {
      class: 'picture-list',
      attributes: { 'aria-label': texts.get('attention.pictures') },
    });
    this.element = createElement(
      'div',
      { class: 'picture-strip' },
      createElement('p', { class: 'picture-hint', text: texts.get('attention.picturesHint') }),
      this.#list,
    );
  }

  /** @param tokens one for each row of the map */
  show(map: PanelAttention, sample: Sample, tokens: readonly string[]): void {
    const { regions, source } = sample;
    this.element.hidden = regions === undefined || !isPicture(source);
    if (regions === undefined || this.element.hidden) {
      this.#buttons = [];
      this.#list.replaceChildren();
      return;
    }
    this.#buttons = tokens.map((token, row) => {
      const weights = map.values.subarray(row * map.columns, (row + 1) * map.columns);
      const button = createElement(
        'button',
        {
          class: 'picture-step',
          attributes: { type: 'button', 'aria-label': this.#describe(token, weights, regions) },
        },
        createElement(
          'span',
          { class: 'picture-frame', attributes: { 'aria-hidden': 'true' } },
          createPicture(source, sample.index + 1, this.texts),
          createVeil(weights, regions),
        ),
        createElement('span', {
          class: 'picture-token',
          text: visibleToken(token),
          attributes: { 'aria-hidden': 'true' },
        }),
      );
      button.addEventListener('click', () => this.onPick(row));
      return button;
    });
    this.#list.replaceChildren(...this.#buttons.map((button) => createElement('li', {}, button)));
  }

  setCurrent(step: number): void {
    for (const [index, button] of this.#buttons.entries())
      if (index === step) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    const button = this.#buttons[step];
    if (button !== undefined) this.#scrollTo(button);
  }

  /** Scrolls nothing but the strip, which the page may have left behind. */
  #scrollTo({ offsetLeft, offsetWidth }: HTMLElement): void {
    const { scrollLeft, clientWidth } = this.#list;
    if (offsetLeft < scrollLeft) this.#list.scrollLeft = offsetLeft;
    if (offsetLeft + offsetWidth > scrollLeft + clientWidth)
      this.#list.scrollLeft = offsetLeft + offsetWidth - clientWidth;
  }

  #describe(token: string, weights: Float32Array, { columns }: Regions): string {
    const largest = weights.reduce((max, value) => Math.max(max, value), 0);
    const region = weights.indexOf(largest);
    return this.texts.get(
      'attention.pictureStep',
      visibleToken(token),
      Math.floor(region / columns) + 1,
      (region % columns) + 1,
      this.formats.fraction(largest),
    );
  }
}

/** Dark over what was not looked at; the region with the most weight is clear and outlined. */
function createVeil(weights: Float32Array, { rows, columns }: Regions): HTMLElement {
  const largest = weights.reduce((max, value) => Math.max(max, value), 0);
  const most = weights.indexOf(largest);
  const veil = createElement('span', { class: 'picture-veil' });
  veil.style.gridTemplate = `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)`;
  veil.append(
    ...Array.from(weights, (weight, region) => {
      const cell = createElement('span', { class: region === most ? 'region region-most' : 'region' });
      const share = largest > 0 ? weight / largest : 0;
      cell.style.backgroundColor = `rgb(0 0 0 / ${((1 - share) * darkest).toFixed(3)})`;
      return cell;
    }),
  );
  return veil;
}
