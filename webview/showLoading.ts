import { createElement } from './dom';
import { createProgressRing } from './ui/progressRing';

/** Until the first message comes: a ring, named by the text that the host has put into the page. */
export function showLoading(root: HTMLElement): void {
  const label = root.dataset['loading'] ?? '';
  const ring = createProgressRing(label);
  const heading = createElement('h1', { class: 'visually-hidden', text: label });
  root.replaceChildren(createElement('main', { class: 'page-state' }, heading, ring));
}
