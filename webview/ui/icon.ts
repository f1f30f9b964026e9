import { createElement } from '../dom';

/** A codicon: decoration only, the text beside it or the label around it says the same. */
export function createIcon(name: string): HTMLElement {
  return createElement('span', {
    class: `codicon codicon-${name}`,
    attributes: { 'aria-hidden': 'true' },
  });
}

export function changeIcon(icon: HTMLElement, name: string, spinning = false): void {
  const className = `codicon codicon-${name}${spinning ? ' codicon-modifier-spin' : ''}`;
  if (icon.className !== className) icon.className = className;
}
