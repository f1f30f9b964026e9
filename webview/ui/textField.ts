import { createElement } from '../dom';

export interface TextFieldOptions {
  /** Its name; also shown while it is empty. */
  readonly label: string;
  readonly value: string;
  readonly type?: 'search' | 'text' | 'number';
  readonly onInput?: (value: string) => void;
  /** Enter was pressed, or the keyboard went elsewhere. */
  readonly onDone?: (value: string) => void;
  readonly onCancel?: () => void;
}

/** A line of text: the browser's own in VS Code's colours. */
export class TextField {
  readonly element: HTMLInputElement;

  constructor({ label, value, type = 'text', onInput, onDone, onCancel }: TextFieldOptions) {
    const attributes = { type, 'aria-label': label, placeholder: label, step: 'any', spellcheck: 'false' };
    this.element = createElement('input', { class: 'text-field', attributes });
    this.element.value = value;
    let isDone = false;
    const end = (how: () => void): void => {
      if (isDone) return;
      isDone = onDone !== undefined;
      how();
    };
    this.element.addEventListener('input', () => onInput?.(this.element.value));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && onDone !== undefined) {
        // Else the same key would press the button that gets the keyboard next.
        event.preventDefault();
        end(() => onDone(this.element.value));
      }
      if (event.key !== 'Escape' || onCancel === undefined) return;
      event.stopPropagation();
      end(onCancel);
    });
    this.element.addEventListener('blur', () => end(() => onDone?.(this.element.value)));
  }

  get value(): string {
    return this.element.value;
  }

  set value(value: string) {
    if (this.element.value !== value) this.element.value = value;
  }
}
