import { createElement } from '../dom';
import type { Texts } from '../texts';
import { Button } from '../ui/button';
import { Slider } from '../ui/slider';

const playIntervalMs = 700;

/** Slider, back, forward and play for the decoding steps of a hypothesis, or all steps of a machine. */
export class StepControl {
  readonly element: HTMLElement;
  readonly #slider: Slider;
  readonly #back: Button;
  readonly #forward: Button;
  readonly #play: Button;
  #step = 0;
  #steps = 1;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly onChange: (step: number) => void,
    private readonly subject: 'attention' | 'memory' = 'attention',
  ) {
    this.#slider = new Slider({
      label: texts.get(`${subject}.step`),
      min: 1,
      max: 1,
      step: 1,
      value: 1,
      format: String,
      onInput: (value) => this.#choose(value - 1),
    });
    const button = (key: Parameters<Texts['get']>[0], icon: string, onClick: () => void): Button =>
      new Button({ label: texts.get(key), icon, appearance: 'icon', onClick });
    this.#back = button('attention.previous', 'chevron-left', () => this.#choose(this.#step - 1));
    this.#play = button('attention.play', 'play', () =>
      this.#timer === undefined ? this.#start() : this.#pause(),
    );
    this.#forward = button('attention.next', 'chevron-right', () => this.#choose(this.#step + 1));
    this.element = createElement(
      'div',
      { class: 'step-control' },
      this.#back.element,
      this.#play.element,
      this.#forward.element,
      this.#slider.element,
    );
  }

  /** @param tokens one a step, as they are drawn */
  render(step: number, tokens: readonly string[]): void {
    this.#step = step;
    this.#steps = tokens.length;
    this.#slider.change(1, Math.max(1, tokens.length), step + 1, (value) =>
      this.texts.get(`${this.subject}.stepText`, value, tokens.length, tokens[value - 1] ?? ''),
    );
    this.#back.disabled = step <= 0;
    this.#forward.disabled = step >= tokens.length - 1;
    this.#play.disabled = tokens.length < 2;
  }

  #choose(step: number): void {
    this.#pause();
    this.#go(step);
  }

  #go(step: number): void {
    this.onChange(Math.max(0, Math.min(this.#steps - 1, step)));
  }

  #start(): void {
    this.#go(this.#step >= this.#steps - 1 ? 0 : this.#step + 1);
    this.#timer = setInterval(() => {
      if (this.#step >= this.#steps - 1) this.#pause();
      else this.#go(this.#step + 1);
    }, playIntervalMs);
    this.#play.change('debug-pause', this.texts.get('attention.pause'));
  }

  #pause(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.change('play', this.texts.get('attention.play'));
  }
}
