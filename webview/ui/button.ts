import type { Button as ToolkitElement } from '@vscode/webview-ui-toolkit';
import { setAttribute } from '../dom';
import { changeIcon, createIcon } from './icon';

type ToolkitButton = HTMLElement & Pick<ToolkitElement, 'appearance' | 'disabled'>;

export interface ButtonOptions {
  readonly label: string;
  readonly icon: string;
  /** `icon` shows the icon alone; the label is its name and tooltip. */
  readonly appearance: 'primary' | 'secondary' | 'icon';
  /** Tooltip; default: the label of an icon button. */
  readonly hint?: string;
  readonly onClick: () => void;
}

export class Button {
  readonly element: HTMLElement;
  readonly #button: ToolkitButton;
  readonly #icon: HTMLElement;

  constructor({ label, icon, appearance, hint, onClick }: ButtonOptions) {
    const button = document.createElement('vscode-button') as ToolkitButton;
    this.#icon = createIcon(icon);
    button.setAttribute('aria-label', label);
    button.setAttribute('appearance', appearance);
    const title = hint ?? (appearance === 'icon' ? label : undefined);
    if (title !== undefined) button.title = title;
    if (appearance === 'icon') button.append(this.#icon);
    else {
      this.#icon.slot = 'start';
      button.append(this.#icon, label);
    }
    button.addEventListener('click', () => {
      if (!button.disabled) onClick();
    });
    this.#button = button;
    this.element = button;
  }

  set disabled(disabled: boolean) {
    if (this.#button.disabled !== disabled) this.#button.disabled = disabled;
  }

  /** Not for buttons that are an icon alone. */
  set appearance(appearance: 'primary' | 'secondary') {
    // Its style follows the property; the attribute comes later.
    if (this.#button.appearance !== appearance) this.#button.appearance = appearance;
  }

  set hidden(hidden: boolean) {
    this.element.hidden = hidden;
  }

  /** Changes an icon button's icon together with its name. */
  change(icon: string, label: string): void {
    changeIcon(this.#icon, icon);
    setAttribute(this.element, 'aria-label', label);
    if (this.element.title !== label) this.element.title = label;
  }
}
