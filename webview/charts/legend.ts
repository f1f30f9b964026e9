import { createElement, setAttribute, setText } from '../dom';
import type { Theme } from '../theme';
import type { CurveSpec } from './curveSpec';

const svg = 'http://www.w3.org/2000/svg';

interface Entry {
  readonly spec: CurveSpec;
  readonly button: HTMLButtonElement;
  readonly value: HTMLElement;
  readonly swatch: SVGElement;
}

/** Names the curves, shows their latest values, switches them on and off. */
export class Legend {
  readonly element: HTMLElement;
  readonly #entries: readonly Entry[];

  /** @param widestValue its place is kept free, so that nothing moves while values change */
  constructor(
    label: string,
    curves: readonly CurveSpec[],
    widestValue: string,
    onToggle: (id: string) => void,
  ) {
    this.#entries = curves.map((spec) => createEntry(spec, onToggle));
    for (const { spec, value } of this.#entries)
      if (spec.role === 'value') value.style.minWidth = `${widestValue.length}ch`;
    this.element = createElement(
      'div',
      { class: 'legend', attributes: { role: 'group', 'aria-label': label } },
      ...this.#entries.map(({ button }) => button),
    );
  }

  /** @param values latest values in words, by curve id */
  render(values: ReadonlyMap<string, string>, hidden: readonly string[]): void {
    for (const { spec, button, value } of this.#entries) {
      setText(value, values.get(spec.id) ?? '');
      button.hidden = spec.isOptional === true && !values.has(spec.id);
      setAttribute(button, 'aria-pressed', String(!hidden.includes(spec.id)));
    }
  }

  setTheme(theme: Theme): void {
    for (const { spec, swatch } of this.#entries) swatch.style.color = theme[spec.color];
  }
}

function createEntry(spec: CurveSpec, onToggle: (id: string) => void): Entry {
  const swatch = createSwatch(spec);
  const value = createElement('span', { class: 'legend-value' });
  const button = createElement(
    'button',
    { class: 'legend-entry', attributes: { type: 'button', 'data-curve': spec.id } },
    swatch,
    createElement('span', { text: spec.label }),
    value,
  );
  button.addEventListener('click', () => onToggle(spec.id));
  return { spec, button, value, swatch };
}

/** A piece of the curve: its dash, width and mark. */
function createSwatch({ dash, widthPx, mark }: CurveSpec): SVGElement {
  const swatch = document.createElementNS(svg, 'svg');
  for (const [name, value] of Object.entries({
    class: 'swatch',
    viewBox: '0 0 24 10',
    'aria-hidden': 'true',
  }))
    swatch.setAttribute(name, value);
  if (mark !== 'best')
    swatch.append(
      createShape('line', {
        x1: '0',
        x2: '24',
        y1: '5',
        y2: '5',
        stroke: 'currentColor',
        'stroke-width': String(widthPx),
        'stroke-dasharray': dash.join(' '),
      }),
    );
  if (mark === 'circle')
    swatch.append(createShape('circle', { cx: '12', cy: '5', r: '2.5', fill: 'currentColor' }));
  if (mark === 'square')
    swatch.append(createShape('rect', { x: '9.5', y: '2.5', width: '5', height: '5', fill: 'currentColor' }));
  if (mark === 'triangle')
    swatch.append(createShape('path', { d: 'M12 2 L15 7.5 L9 7.5 Z', fill: 'currentColor' }));
  if (mark === 'cross')
    swatch.append(
      createShape('path', {
        d: 'M9.5 2.5 L14.5 7.5 M14.5 2.5 L9.5 7.5',
        fill: 'none',
        stroke: 'currentColor',
      }),
    );
  if (mark === 'best')
    swatch.append(
      createShape('path', {
        d: 'M12 0.5 L16.5 5 L12 9.5 L7.5 5 Z',
        fill: 'none',
        stroke: 'currentColor',
        'stroke-width': '1.5',
      }),
    );
  return swatch;
}

function createShape(
  tag: 'line' | 'circle' | 'rect' | 'path',
  attributes: Readonly<Record<string, string>>,
): SVGElement {
  const shape = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return shape;
}
