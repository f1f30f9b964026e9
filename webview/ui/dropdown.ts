import { createElement } from '../dom';

export interface DropdownOption {
  readonly text: string;
  /** Tooltip of the option. */
  readonly hint?: string;
}

export interface DropdownOptions {
  readonly id?: string;
  readonly label?: string;
  readonly onChange: (index: number) => void;
}

/** A choice of one of several texts, by its place: the browser's own, which screen readers and keyboards know. */
export class Dropdown {
  readonly element: HTMLSelectElement;
  #shown = '';

  constructor({ id, label, onChange }: DropdownOptions) {
    this.element = createElement('select', {
      class: 'dropdown',
      attributes: { id, 'aria-label': label },
    });
    this.element.addEventListener('change', () => onChange(this.element.selectedIndex));
  }

  /** Shows these options, and the chosen one. */
  show(options: readonly DropdownOption[], chosen: number): void {
    const shown = JSON.stringify(options);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.element.replaceChildren(
        ...options.map(({ text, hint }) => createElement('option', { text, attributes: { title: hint } })),
      );
    }
    if (this.element.selectedIndex !== chosen) this.element.selectedIndex = chosen;
  }

  set disabled(disabled: boolean) {
    if (this.element.disabled !== disabled) this.element.disabled = disabled;
  }
}
