import type { MarkShape } from './runStyle';

/** The outline of a mark about (0, 0), as an SVG path; of a cross and a plus, lines to be stroked. */
export function markPath(shape: MarkShape, radius: number): string {
  const r = radius;
  switch (shape) {
    case 'circle':
      return `M${-r} 0 A${r} ${r} 0 1 0 ${r} 0 A${r} ${r} 0 1 0 ${-r} 0 Z`;
    case 'square':
      return `M${-r} ${-r} H${r} V${r} H${-r} Z`;
    case 'triangle':
      return `M0 ${-1.2 * r} L${1.2 * r} ${r} L${-1.2 * r} ${r} Z`;
    case 'diamond':
      return `M0 ${-1.35 * r} L${1.35 * r} 0 L0 ${1.35 * r} L${-1.35 * r} 0 Z`;
    case 'cross':
      return `M${-r} ${-r} L${r} ${r} M${r} ${-r} L${-r} ${r}`;
    case 'plus':
      return `M${-1.2 * r} 0 H${1.2 * r} M0 ${-1.2 * r} V${1.2 * r}`;
  }
}
