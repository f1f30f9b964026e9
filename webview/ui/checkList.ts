import { createElement, setText, uniqueId } from '../dom';
import { createIcon } from './icon';

export interface CheckItem {
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
}

export interface CheckListOptions {
  readonly label: string;
  readonly icon: string;
  readonly onToggle: (id: string, checked: boolean) => void;
}

/** A button that opens a list of things to switch on and off. */
export class CheckList {
  readonly element: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #text = createElement('span');
  readonly #list: HTMLElement;
  #shown = '';

  constructor(private readonly options: CheckListOptions) {
    const id = uniqueId('list');
    this.#button = createElement(
      'button',
      { class: 'list-button', attributes: { type: 'button', 'aria-expanded': 'false', 'aria-controls': id } },
      createIcon(options.icon),
      this.#text,
      createIcon('chevron-down'),
    );
    const attributes = { id, role: 'group', 'aria-label': options.label };
    this.#list = createElement('div', { class: 'check-list', attributes });
    this.#list.hidden = true;
    this.element = createElement('div', { class: 'check-list-anchor' }, this.#button, this.#list);
    setText(this.#text, options.label);
    this.#button.addEventListener('click', () => this.#open(this.#list.hasAttribute('hidden')));
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#list.hidden) return;
      this.#open(false);
      this.#button.focus();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (!(target instanceof Node) || !this.element.contains(target)) this.#open(false);
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.element.contains(relatedTarget)) this.#open(false);
    });
  }

  /** @param label beside the icon, when it is to say more than the name */
  render(items: readonly CheckItem[], label = this.options.label): void {
    setText(this.#text, label);
    const shown = JSON.stringify(items);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = document.activeElement?.getAttribute('data-item');
    this.#list.replaceChildren(
      ...items.map((item) => {
        const box = createCheckbox(item.label, item.checked, (checked) =>
          this.options.onToggle(item.id, checked),
        );
        box.dataset['item'] = item.id;
        return createElement('label', { class: 'check-item' }, box, item.label);
      }),
    );
    if (focused === null || focused === undefined || this.#list.hidden) return;
    const again = [...this.#list.querySelectorAll<HTMLElement>('[data-item]')];
    again.find((box) => box.dataset['item'] === focused)?.focus();
  }

  #open(isOpen: boolean): void {
    this.#list.hidden = !isOpen;
    this.#button.setAttribute('aria-expanded', String(isOpen));
    // Near the right edge it opens to the left.
    this.#list.classList.remove('check-list-end');
    if (isOpen && this.#list.getBoundingClientRect().right > document.documentElement.clientWidth)
      this.#list.classList.add('check-list-end');
  }
}

/** A bare checkbox, for lists and tables: many of the toolkit's would be slow. */
export function createCheckbox(
  label: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
): HTMLInputElement {
  const attributes = { type: 'checkbox', 'aria-label': label };
  const box = createElement('input', { class: 'plain-checkbox', attributes });
  box.checked = checked;
  box.addEventListener('change', () => onChange(box.checked));
  return box;
}
