import { createElement } from '../dom';

export interface TickOptions {
  readonly id?: string;
  readonly label?: string;
  readonly onChange: (ticked: boolean) => void;
}

/** A bare check box, for where the label stands elsewhere or a value may change from outside. */
export class Tick {
  readonly element: HTMLInputElement;

  constructor({ id, label, onChange }: TickOptions) {
    const attributes = { type: 'checkbox', id, 'aria-label': label };
    this.element = createElement('input', { class: 'tick', attributes });
    this.element.addEventListener('change', () => onChange(this.element.checked));
  }

  set ticked(ticked: boolean) {
    if (this.element.checked !== ticked) this.element.checked = ticked;
  }

  set disabled(disabled: boolean) {
    if (this.element.disabled !== disabled) this.element.disabled = disabled;
  }
}
