import { createElement } from '../dom';

export interface SelectOptions<Value extends string> {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few values: the browser's own in VS Code's colours, which opens its list outside a panel that scrolls. */
export class Select<Value extends string> {
  readonly element: HTMLElement;
  readonly #select = createElement('select', { class: 'select' });

  constructor({ label, choices, value, onChange }: SelectOptions<Value>) {
    this.element = createElement(
      'label',
      { class: 'labelled' },
      createElement('span', { class: 'control-label', text: label }),
      this.#select,
    );
    this.change(choices, value);
    this.#select.addEventListener('change', () => onChange(this.#select.value as Value));
  }

  /** Changes the choices, if they differ, and the value. */
  change(choices: SelectOptions<Value>['choices'], value: Value): void {
    const options = [...this.#select.options];
    const isSame =
      options.length === choices.length &&
      options.every((option, index) => {
        const choice = choices[index];
        return option.value === choice?.value && option.text === choice.label;
      });
    if (!isSame)
      this.#select.replaceChildren(
        ...choices.map((choice) =>
          createElement('option', { text: choice.label, attributes: { value: choice.value } }),
        ),
      );
    if (this.#select.value !== value) this.#select.value = value;
  }
}
