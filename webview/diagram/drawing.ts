import type { DescribedNode, ModelDescription } from '../../src/protocol/diagram';
import type { NumberFormats } from '../format';
import { setAttribute } from '../dom';
import type { Texts } from '../texts';
import type { Box } from './box';
import { layOut, type Layout } from './layout';
import { LayerNames } from './names';
import { nextLayer } from './nextLayer';
import type { Route } from './routes';
import { createSvg } from './svg';

/** Widths of letters, roughly: what is drawn must fit before it is measured. */
const titleCharacterPx = 7.4;
const shapeCharacterPx = 6.7;
const markCharacterPx = 6;
const leastWidth = 150;
const padding = 10;

/** The model as boxes and arrows. One box has the keyboard; arrow keys go from one to the next. */
export class Drawing {
  readonly element: SVGSVGElement;
  readonly #layout: Layout;
  readonly #names: LayerNames;
  readonly #groups = new Map<string, SVGGElement>();
  #focused: string;

  constructor(
    model: ModelDescription,
    texts: Texts,
    formats: NumberFormats,
    onReveal: (id: string) => void,
    focused: string | undefined,
  ) {
    this.#names = new LayerNames(texts, formats, model);
    const { nodes } = model;
    this.#layout = layOut(
      nodes,
      model.edges,
      Math.max(leastWidth, ...nodes.map((node) => this.#widthOf(node))),
    );
    const first = nodes[0]?.id ?? '';
    this.#focused = focused !== undefined && this.#layout.boxes.has(focused) ? focused : first;
    const { width, height, heads, routes } = this.#layout;
    this.element = createSvg(
      'svg',
      {
        class: 'diagram-drawing',
        role: 'group',
        'aria-label': texts.get('diagram.drawing'),
        viewBox: `0 0 ${width} ${height}`,
      },
      ...heads.map(({ column, x }) =>
        createSvg(
          'text',
          { class: 'column-head', x, y: 18, 'text-anchor': 'middle', 'aria-hidden': 'true' },
          texts.get(`diagram.column.${column}`),
        ),
      ),
      createSvg('g', { class: 'edges', 'aria-hidden': 'true' }, ...routes.map(drawEdge)),
      ...nodes.flatMap((node) => {
        const box = this.#layout.boxes.get(node.id);
        return box === undefined ? [] : [this.#drawLayer(node, box)];
      }),
      createSvg(
        'g',
        { class: 'edge-labels', 'aria-hidden': 'true' },
        ...routes.flatMap(({ edge, label }) =>
          label === undefined
            ? []
            : [
                createSvg(
                  'text',
                  { class: `edge-label edge-${edge.kind}`, ...label, 'text-anchor': 'middle' },
                  this.#names.role(edge),
                ),
              ],
        ),
      ),
    );
    this.element.addEventListener('keydown', (event) => this.#onKey(event, onReveal));
    this.element.addEventListener('click', ({ target }) => {
      const id = target instanceof Element ? idOf(target) : undefined;
      if (id === undefined) return;
      this.focus(id);
      onReveal(id);
    });
    this.element.addEventListener('focusin', ({ target }) => {
      const id = target instanceof Element ? idOf(target) : undefined;
      if (id !== undefined) this.#moveTabStop(id);
    });
  }

  get width(): number {
    return this.#layout.width;
  }

  get height(): number {
    return this.#layout.height;
  }

  /** The layer with the keyboard, if any has it. */
  get focused(): string | undefined {
    const { activeElement } = document;
    return activeElement === null || !this.element.contains(activeElement) ? undefined : idOf(activeElement);
  }

  /** The layer that Tab leads to. */
  get tabStop(): string {
    return this.#focused;
  }

  focus(id: string): void {
    this.#groups.get(id)?.focus();
  }

  /** Marks the layers that the key at the cursor concerns, and brings the first into view. */
  markAtCursor(ids: readonly string[]): void {
    for (const [id, group] of this.#groups) {
      const isAtCursor = ids.includes(id);
      group.classList.toggle('at-cursor', isAtCursor);
      if (isAtCursor) setAttribute(group, 'aria-current', 'true');
      else group.removeAttribute('aria-current');
    }
    const [first] = ids;
    if (first !== undefined) this.#groups.get(first)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #widthOf(node: DescribedNode): number {
    return (
      2 * padding +
      Math.max(
        this.#names.title(node).length * titleCharacterPx,
        node.outputShape.length * shapeCharacterPx,
        this.#names.numbers(node).length * markCharacterPx,
      )
    );
  }

  #drawLayer(node: DescribedNode, { x, y, width, height }: Box): SVGGElement {
    const { id, kind, outputShape, parameterCount } = node;
    const isText = kind === 'source' || kind === 'target';
    const share = this.#names.shareOf(parameterCount);
    // With two lines of text instead of three.
    const top = isText ? y + 7 : y;
    const group = createSvg(
      'g',
      {
        class: `layer${isText ? ' layer-text' : ''}`,
        role: 'button',
        tabindex: id === this.#focused ? 0 : -1,
        'aria-description': this.#names.sentences(node),
        'data-id': id,
      },
      createSvg('rect', { class: 'box', x, y, width, height, rx: isText ? height / 2 : 5 }),
      createSvg('text', { class: 'layer-title', x: x + width / 2, y: top + 19 }, this.#names.title(node)),
      // Between texts, for the name that is read aloud.
      ' ',
      createSvg('text', { class: 'layer-shape', x: x + width / 2, y: top + 35 }, outputShape),
    );
    if (!isText) {
      group.append(
        ' ',
        createSvg('text', { class: 'layer-numbers', x: x + width / 2, y: y + 50 }, this.#names.numbers(node)),
        createSvg('rect', {
          class: 'share-track',
          x: x + padding,
          y: y + 54,
          width: width - 2 * padding,
          height: 3,
        }),
        createSvg('rect', {
          class: 'share',
          x: x + padding,
          y: y + 54,
          width: share * (width - 2 * padding),
          height: 3,
        }),
      );
    }
    this.#groups.set(id, group);
    return group;
  }

  #onKey(event: KeyboardEvent, onReveal: (id: string) => void): void {
    const id = this.focused;
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onReveal(id);
      return;
    }
    const next = nextLayer(event.key, id, this.#layout.boxes);
    if (next === undefined) return;
    event.preventDefault();
    this.focus(next);
  }

  #moveTabStop(id: string): void {
    this.#groups.get(this.#focused)?.setAttribute('tabindex', '-1');
    this.#groups.get(id)?.setAttribute('tabindex', '0');
    this.#focused = id;
  }
}

function drawEdge({ edge, path, head }: Route): SVGGElement {
  return createSvg(
    'g',
    { class: `edge edge-${edge.kind}`, 'data-edge': `${edge.from} ${edge.to}` },
    createSvg('path', { class: 'edge-line', d: path }),
    createSvg('path', { class: 'edge-head', d: head }),
  );
}

function idOf(element: Element): string | undefined {
  return element.closest<SVGGElement>('g.layer')?.dataset['id'];
}
