import { createElement, setAttribute } from '../dom';
import { createIcon } from './icon';

export interface IconButtonOptions {
  readonly icon: string;
  /** Its name and tooltip. */
  readonly label: string;
  readonly onClick: () => void;
}

/** A small button without a text: the browser's own, so that a page can have hundreds of them. */
export class IconButton {
  readonly element: HTMLButtonElement;

  constructor({ icon, label, onClick }: IconButtonOptions) {
    const attributes = { type: 'button', 'aria-label': label, title: label };
    this.element = createElement('button', { class: 'icon-button', attributes }, createIcon(icon));
    this.element.addEventListener('click', onClick);
  }

  set disabled(disabled: boolean) {
    if (this.element.disabled !== disabled) this.element.disabled = disabled;
  }

  /** Keeps its place when it is not shown. */
  set invisible(invisible: boolean) {
    this.element.classList.toggle('is-invisible', invisible);
  }

  /** Of a button that opens something: what, and whether it is open. */
  setExpanded(expanded: boolean, controlled: string): void {
    setAttribute(this.element, 'aria-expanded', String(expanded));
    setAttribute(this.element, 'aria-controls', controlled);
  }
}
