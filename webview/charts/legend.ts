import { createElement, setAttribute, setText } from '../dom';
import type { Theme } from '../theme';
import type { CurveSpec } from './curveSpec';
import { createSwatch } from '../plot/swatch';

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
  const { mark, dash, widthPx, role } = spec;
  const isBest = role === 'best';
  const swatch = createSwatch({ line: isBest ? undefined : { widthPx, dash }, mark, isHollow: isBest });
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
