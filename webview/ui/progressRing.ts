import { createElement } from '../dom';
import { createIcon } from './icon';

/** A spinning ring for a wait of unknown length; it keeps still where that is asked for, which the toolkit's does not. */
export function createProgressRing(label: string): HTMLElement {
  const icon = createIcon('loading');
  icon.classList.add('codicon-modifier-spin');
  return createElement(
    'span',
    { class: 'progress-ring', attributes: { role: 'progressbar', 'aria-label': label } },
    icon,
  );
}
