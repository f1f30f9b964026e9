import { markPath } from '../plot/markPath';
import type { MarkShape } from '../plot/runStyle';

const svg = 'http://www.w3.org/2000/svg';

export interface SwatchOptions {
  /** Width and dashes of the line; undefined: there is none. */
  readonly line: { readonly widthPx: number; readonly dash: readonly number[] } | undefined;
  readonly mark: MarkShape | undefined;
  /** Only the outline of the mark. */
  readonly isHollow?: boolean;
}

/** A piece of a curve: its dash, width and mark, in the colour of the text. */
export function createSwatch({ line, mark, isHollow = false }: SwatchOptions): SVGElement {
  const swatch = createShape('svg', { class: 'swatch', viewBox: '0 0 24 10', 'aria-hidden': 'true' });
  if (line !== undefined)
    swatch.append(
      createShape('line', {
        x1: '0',
        x2: '24',
        y1: '5',
        y2: '5',
        stroke: 'currentColor',
        'stroke-width': String(line.widthPx),
        'stroke-dasharray': line.dash.join(' '),
      }),
    );
  if (mark !== undefined)
    swatch.append(
      createShape('path', {
        d: markPath(mark, isHollow ? 3.4 : 2.6),
        transform: 'translate(12 5)',
        fill: isHollow || mark === 'cross' || mark === 'plus' ? 'none' : 'currentColor',
        stroke: 'currentColor',
        'stroke-width': '1.4',
      }),
    );
  return swatch;
}

function createShape(tag: 'svg' | 'line' | 'path', attributes: Readonly<Record<string, string>>): SVGElement {
  const shape = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return shape;
}
