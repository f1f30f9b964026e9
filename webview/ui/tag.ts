import { createElement } from '../dom';

/** A small boxed word. The toolkit's own has an inline style, which the content security policy blocks. */
export function createTag(): HTMLElement {
  return createElement('span', { class: 'tag' });
}
