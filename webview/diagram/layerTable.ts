import type { DescribedNode, ModelDescription } from '../../src/protocol/diagram';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { LayerNames } from './names';

/** All that the drawing shows, as a table. */
export class LayerTable {
  readonly element: HTMLElement;
  readonly #rows = new Map<string, HTMLTableRowElement>();

  constructor(model: ModelDescription, texts: Texts, formats: NumberFormats, onReveal: (id: string) => void) {
    const names = new LayerNames(texts, formats, model);
    const heads = ['layer', 'output', 'parameters', 'share', 'gives', 'key'] as const;
    const row = (node: DescribedNode): HTMLTableRowElement => {
      const marks = names.marks(node);
      const title = names.title(node);
      const element = createElement(
        'tr',
        {},
        createElement('th', {
          text: marks.length === 0 ? title : `${title} (${marks.join(', ')})`,
          attributes: { scope: 'row' },
        }),
        createElement('td', { class: 'shape', text: node.outputShape }),
        createElement('td', { class: 'number', text: names.parameters(node) }),
        createElement('td', { class: 'number', text: names.share(node) }),
        createElement('td', { text: names.gifts(node).join('; ') }),
        createElement('td', {}, createKey(node, onReveal)),
      );
      this.#rows.set(node.id, element);
      return element;
    };
    this.element = createElement(
      'div',
      {
        class: 'table-scroller layer-table',
        attributes: { tabindex: 0, role: 'region', 'aria-label': texts.get('diagram.drawing') },
      },
      createElement(
        'table',
        {},
        createElement(
          'thead',
          {},
          createElement(
            'tr',
            {},
            ...heads.map((head) =>
              createElement('th', { text: texts.get(`diagram.table.${head}`), attributes: { scope: 'col' } }),
            ),
          ),
        ),
        createElement('tbody', {}, ...model.nodes.map(row)),
        createElement(
          'tfoot',
          {},
          createElement(
            'tr',
            {},
            createElement('th', { text: texts.get('diagram.table.total'), attributes: { scope: 'row' } }),
            createElement('td'),
            createElement('td', { class: 'number', text: formats.whole(model.parameterCount) }),
            createElement('td'),
            createElement('td'),
            createElement('td'),
          ),
        ),
      ),
    );
  }

  markAtCursor(ids: readonly string[]): void {
    for (const [id, row] of this.#rows) {
      row.classList.toggle('at-cursor', ids.includes(id));
      if (ids.includes(id)) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
  }
}

function createKey({ id, path }: DescribedNode, onReveal: (id: string) => void): HTMLElement {
  const key = createElement('button', { class: 'key-link', attributes: { type: 'button' } });
  // Long ones break at their dots.
  path.forEach((part, depth) =>
    key.append(...(depth === 0 ? [] : ['.', createElement('wbr')]), String(part)),
  );
  key.addEventListener('click', () => onReveal(id));
  return key;
}
