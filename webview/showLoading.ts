import { createElement } from './dom';
import { createProgressRing } from './ui/progressRing';

/** Until the first message comes: a ring, named by the text that the host has put into the page. */
export function showLoading(root: HTMLElement): void {
  const ring = createProgressRing(root.dataset['loading'] ?? '');
  root.replaceChildren(createElement('div', { class: 'page-state' }, ring));
}
