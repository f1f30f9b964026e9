import { createElement, setAttribute, setText } from '../dom';

export interface SliderOptions {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** The value in words, shown beside the slider and read aloud. */
  readonly format: (value: number) => string;
  readonly onInput: (value: number) => void;
}

/** A labelled slider with its value in words. The toolkit has none, so this is the browser's own in VS Code's colours. */
export class Slider {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #output: HTMLElement;
  #format: (value: number) => string;

  constructor({ label, min, max, step, value, format, onInput }: SliderOptions) {
    this.#format = format;
    this.#input = createElement('input', { attributes: { type: 'range', min, max, step } });
    this.#output = createElement('span', { class: 'slider-value', attributes: { 'aria-hidden': 'true' } });
    this.element = createElement(
      'label',
      { class: 'slider' },
      createElement('span', { class: 'slider-label', text: label }),
      this.#input,
      this.#output,
    );
    this.#input.value = String(value);
    this.#show();
    this.#input.addEventListener('input', () => {
      this.#show();
      onInput(this.#input.valueAsNumber);
    });
  }

  /** Changes the range, then the value and the words for values. */
  change(min: number, max: number, value: number, format: (value: number) => string): void {
    this.#format = format;
    setAttribute(this.#input, 'min', String(min));
    setAttribute(this.#input, 'max', String(max));
    if (this.#input.value !== String(value)) this.#input.value = String(value);
    this.#input.disabled = max <= min;
    this.#show();
  }

  #show(): void {
    const value = this.#input.valueAsNumber;
    const { min, max } = this.#input;
    const span = Number(max) - Number(min);
    const share = span > 0 ? (value - Number(min)) / span : 0;
    this.#input.style.setProperty('--slider-share', `${share * 100}%`);
    const text = this.#format(value);
    setText(this.#output, text);
    setAttribute(this.#input, 'aria-valuetext', text);
  }
}
