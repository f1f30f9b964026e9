import type { DescribedEdge, ModelDescription } from '../../src/protocol/diagram';
import { createElement } from '../dom';
import type { Texts } from '../texts';
import { createSvg } from './svg';

/** What the kinds of lines mean that a model has. */
export function createLegend({ edges }: ModelDescription, texts: Texts): HTMLElement {
  const kinds = [...new Set(edges.map(({ kind }) => kind))];
  return createElement(
    'ul',
    { class: 'diagram-legend', attributes: { 'aria-label': texts.get('diagram.legend') } },
    ...kinds.map((kind) => createElement('li', {}, createSample(kind), texts.get(`diagram.edge.${kind}`))),
  );
}

function createSample(kind: DescribedEdge['kind']): SVGSVGElement {
  return createSvg(
    'svg',
    { class: 'legend-line', viewBox: '0 0 32 10', 'aria-hidden': 'true' },
    createSvg(
      'g',
      { class: `edge edge-${kind}` },
      createSvg('path', { class: 'edge-line', d: 'M1 5H24' }),
      createSvg('path', { class: 'edge-head', d: 'M31 5l-7 -4v8z' }),
    ),
  );
}
