import { createElement, setAttribute } from '../dom';

export interface TextBoxOptions {
  readonly id?: string;
  readonly label?: string;
  /** What kind of keyboard fits. */
  readonly mode?: 'text' | 'decimal' | 'search';
  /**
   * What was typed, when it rests or is done.
   * @returns whether it can be taken: if not, it stays as it is, and is not what the box is known to hold
   */
  readonly onCommit: (text: string) => boolean;
}

/** Typing is passed on when it rests. */
const restMs = 400;

/**
 * A text field for a value that may also change elsewhere meanwhile: what is being typed stays, and the caret with it. The
 * browser's own, since the toolkit's has no descriptions and errors for screen readers.
 */
export class TextBox {
  readonly element: HTMLInputElement;
  readonly #onCommit: (text: string) => boolean;
  /** What the value is known to be, as text. */
  #known = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ id, label, mode = 'text', onCommit }: TextBoxOptions) {
    this.#onCommit = onCommit;
    this.element = createElement('input', {
      class: 'text-box',
      attributes: {
        type: mode === 'search' ? 'search' : 'text',
        inputmode: mode,
        id,
        'aria-label': label,
        spellcheck: 'false',
        autocomplete: 'off',
      },
    });
    this.element.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.commit(), restMs);
    });
    this.element.addEventListener('change', () => this.commit());
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.element.value === this.#known) return;
      event.stopPropagation();
      this.revert();
    });
  }

  get text(): string {
    return this.element.value;
  }

  /** Whether something is typed that is not passed on. */
  get isPending(): boolean {
    return this.element.value !== this.#known;
  }

  /** Passes on at once what is typed. */
  commit(): void {
    clearTimeout(this.#timer);
    if (!this.isPending) return;
    const { value } = this.element;
    if (this.#onCommit(value)) this.#known = value;
  }

  /** Shows a value that has changed elsewhere; `means` tells whether a typed text is that value already. */
  show(text: string, means: (typed: string) => boolean = (typed) => typed === text): void {
    const isTyped = this.isPending;
    const isFocused = document.activeElement === this.element;
    if (isFocused && means(this.element.value)) {
      this.#known = this.element.value;
      return;
    }
    if (text === this.#known) return;
    this.#known = text;
    if (isTyped && isFocused) return;
    this.#write(text);
  }

  /** Throws away what is typed and not passed on. */
  revert(): void {
    clearTimeout(this.#timer);
    this.#write(this.#known);
    this.#onCommit(this.#known);
  }

  set placeholder(placeholder: string) {
    if (this.element.placeholder === placeholder) return;
    this.element.placeholder = placeholder;
  }

  set readOnly(readOnly: boolean) {
    if (this.element.readOnly !== readOnly) this.element.readOnly = readOnly;
  }

  /** The caret stays where it is, as far as the new text goes. */
  #write(text: string): void {
    const { element } = this;
    const { selectionStart, selectionEnd } = element;
    const isFocused = document.activeElement === element;
    element.value = text;
    if (isFocused) element.setSelectionRange(selectionStart, selectionEnd);
  }
}

/** Names the elements that describe a control and say what is wrong with it. */
export function describeControl(
  control: Element,
  description: string | undefined,
  error: string | undefined,
): void {
  for (const [name, value] of [
    ['aria-describedby', description],
    ['aria-errormessage', error],
  ] as const) {
    if (value === undefined) control.removeAttribute(name);
    else setAttribute(control, name, value);
  }
  if (error === undefined) control.removeAttribute('aria-invalid');
  else setAttribute(control, 'aria-invalid', 'true');
}
