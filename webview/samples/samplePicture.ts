import type { PictureSteps } from '../../src/protocol/panel';
import { createElement, setText, uniqueId } from '../dom';
import { selectedSample, type PanelState } from '../state';
import type { Texts } from '../texts';

const svgNamespace = 'http://www.w3.org/2000/svg';
/** All ink. */
const largestDigit = 9;

/** How the picture of the selected sample came about, step after step, beside what it should have become. Hidden for text. */
export class SamplePicture {
  readonly element: HTMLElement;
  readonly #heading = createElement('h3', { attributes: { id: uniqueId('picture') } });
  readonly #steps = createElement('ol', { class: 'picture-steps' });
  #shown: PictureSteps | undefined;

  constructor(private readonly texts: Texts) {
    this.element = createElement(
      'div',
      { class: 'sample-picture', attributes: { role: 'group', 'aria-labelledby': this.#heading.id } },
      this.#heading,
      this.#steps,
    );
  }

  render(state: PanelState): void {
    const sample = selectedSample(state);
    const picture = sample?.picture;
    this.element.hidden = picture === undefined;
    if (sample === undefined || picture === undefined || picture === this.#shown) return;
    this.#shown = picture;
    setText(this.#heading, this.texts.get('samples.picture', sample.index + 1));
    this.#steps.replaceChildren(
      ...picture.steps.map((step, index) =>
        this.#frame(picture, step, this.texts.get('samples.pictureStep', index + 1)),
      ),
      this.#frame(picture, picture.reference, this.texts.get('samples.reference')),
    );
  }

  #frame(size: PictureSteps, pixels: string, caption: string): HTMLLIElement {
    return createElement(
      'li',
      {},
      createElement(
        'figure',
        {},
        drawPixels(size, pixels, caption),
        createElement('figcaption', { text: caption }),
      ),
    );
  }
}

/** One path for each shade of ink. */
function drawPixels({ width, height }: PictureSteps, pixels: string, label: string): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('class', 'pixels');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  for (let digit = 1; digit <= largestDigit; digit++) {
    const squares = Array.from(pixels).flatMap((pixel, index) =>
      pixel === String(digit) ? [`M${index % width} ${Math.floor(index / width)}h1v1h-1z`] : [],
    );
    if (squares.length === 0) continue;
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute('d', squares.join(''));
    path.setAttribute('fill-opacity', String(digit / largestDigit));
    svg.append(path);
  }
  return svg;
}
