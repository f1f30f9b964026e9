import type { Checkbox as ToolkitElement } from '@vscode/webview-ui-toolkit';

type ToolkitCheckbox = HTMLElement & Pick<ToolkitElement, 'checked'>;

export interface CheckboxOptions {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export class Checkbox {
  readonly element: HTMLElement;
  readonly #checkbox: ToolkitCheckbox;

  constructor({ label, checked, onChange }: CheckboxOptions) {
    const checkbox = document.createElement('vscode-checkbox') as ToolkitCheckbox;
    checkbox.textContent = label;
    checkbox.setAttribute('aria-label', label);
    checkbox.checked = checked;
    // `change` also fires for assignments: only a real difference is passed on.
    let known = checked;
    checkbox.addEventListener('change', () => {
      if (checkbox.checked === known) return;
      known = checkbox.checked;
      onChange(known);
    });
    this.#checkbox = checkbox;
    this.element = checkbox;
  }

  get checked(): boolean {
    return this.#checkbox.checked;
  }
}
