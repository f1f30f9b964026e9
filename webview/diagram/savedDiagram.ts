import type { SavedDiagram } from '../../src/protocol/diagram';
import type { VsCodeApi } from '../messages';

/** What the user chose in this panel, kept over reloads. */
export interface DiagramView {
  readonly asTable: boolean;
  /** 1 is the drawing's own size; undefined fits it to the width. */
  readonly zoom: number | undefined;
}

export const leastZoom = 0.25;
export const mostZoom = 3;

export function readView(saved: unknown): DiagramView {
  const values: Readonly<Record<string, unknown>> =
    typeof saved === 'object' && saved !== null ? { ...saved } : {};
  const { zoom, asTable } = values;
  const isZoom = typeof zoom === 'number' && zoom >= leastZoom && zoom <= mostZoom;
  return { asTable: asTable === true, zoom: isZoom ? zoom : undefined };
}

/** Together with the config: a restored panel starts from nothing else. */
export function saveView(
  api: VsCodeApi,
  view: DiagramView,
  uri: string | undefined,
  isPinned: boolean,
): void {
  if (uri === undefined) return;
  const saved: SavedDiagram = { uri, isPinned, ...view };
  api.setState(saved);
}
