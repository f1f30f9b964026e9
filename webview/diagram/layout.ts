import type { DescribedEdge, DescribedNode } from '../../src/protocol/diagram';
import { boxHeight, headHeight, laneWidth, type Box, type Column } from './box';
import { routeEdges, type Route } from './routes';

export interface ColumnHead {
  readonly column: Column;
  /** Of its middle. */
  readonly x: number;
}

export interface Layout {
  /** In the order of the data. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly heads: readonly ColumnHead[];
  readonly routes: readonly Route[];
  readonly width: number;
  readonly height: number;
}

const rowGap = 28;
const columnGap = 76;
const margin = 10;
/** Between an edge that crosses the middle column and what stands there. */
const clearance = 12;

const columns: readonly Column[] = ['encoder', 'middle', 'decoder'];

/**
 * A drawing of a model: the encoder's layers from top to bottom on the left, the decoder's on the right, and between them what
 * joins them, as near to what it joins as there is room.
 * @param boxWidth enough for the texts
 */
export function layOut(
  nodes: readonly DescribedNode[],
  edges: readonly DescribedEdge[],
  boxWidth: number,
): Layout {
  const used = columns.filter((column) => nodes.some((node) => node.column === column));
  const lanes = (column: Column): number => laneCount(column, nodes, edges) * laneWidth;
  const left = margin + (used[0] === 'encoder' ? lanes('encoder') : 0);
  const xOf = (column: Column): number => left + used.indexOf(column) * (boxWidth + columnGap);
  const boxes = new Map<string, Box>();
  const place = ({ id, column }: DescribedNode, y: number): void => {
    boxes.set(id, { id, column, x: xOf(column), y, width: boxWidth, height: boxHeight });
  };
  for (const column of ['encoder', 'decoder'] as const)
    nodes
      .filter((node) => node.column === column)
      .forEach((node, row) => place(node, headHeight + margin + row * (boxHeight + rowGap)));

  const levels = crossings(edges, boxes);
  let lowest = headHeight + margin;
  for (const node of nodes.filter(({ column }) => column === 'middle')) {
    const wanted = Math.max(lowest, meanOfNeighbours(node.id, edges, boxes) ?? lowest);
    const y = avoid(wanted, [...levels.values()]);
    place(node, y);
    lowest = y + boxHeight + rowGap;
  }

  const last = used.at(-1) ?? 'encoder';
  const right = last === 'encoder' ? 0 : lanes(last);
  const bottom = Math.max(0, ...[...boxes.values()].map(({ y }) => y + boxHeight), ...levels.values());
  const width = xOf(last) + boxWidth + right + margin;
  const heads = used.map((column) => ({ column, x: xOf(column) + boxWidth / 2 }));
  const ordered = new Map(nodes.flatMap(({ id }) => [...boxes].filter(([other]) => other === id)));
  return { boxes: ordered, heads, routes: routeEdges(edges, boxes, levels), width, height: bottom + margin };
}

/** At which height an edge from encoder to decoder crosses what is between them; by its number. */
function crossings(edges: readonly DescribedEdge[], boxes: ReadonlyMap<string, Box>): Map<number, number> {
  const middles = edges.flatMap(({ from, to }, index) => {
    const start = boxes.get(from);
    const end = boxes.get(to);
    const isAcross = start !== undefined && end !== undefined && start.column !== end.column;
    return isAcross ? [{ index, y: (start.y + end.y + boxHeight) / 2 }] : [];
  });
  const levels = new Map<number, number>();
  let lowest = -Infinity;
  for (const { index, y } of middles.sort((a, b) => a.y - b.y)) {
    lowest = Math.max(y, lowest + clearance);
    levels.set(index, lowest);
  }
  return levels;
}

function meanOfNeighbours(
  id: string,
  edges: readonly DescribedEdge[],
  boxes: ReadonlyMap<string, Box>,
): number | undefined {
  const others = edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));
  const heights = others.flatMap((other) => boxes.get(other)?.y ?? []);
  if (heights.length === 0) return undefined;
  return heights.reduce((sum, y) => sum + y, 0) / heights.length;
}

/** The first place from a wanted one on downwards where a box covers none of the levels. */
function avoid(wanted: number, levels: readonly number[]): number {
  const covered = levels.filter(
    (level) => level > wanted - clearance && level < wanted + boxHeight + clearance,
  );
  if (covered.length === 0) return wanted;
  return avoid(Math.max(...covered) + clearance, levels);
}

/** How many edges run beside one another past the boxes of a column. */
function laneCount(column: Column, nodes: readonly DescribedNode[], edges: readonly DescribedEdge[]): number {
  const rows = nodes.filter((node) => node.column === column).map(({ id }) => id);
  const isPast = ({ from, to, kind }: DescribedEdge): boolean => {
    const span = rows.indexOf(to) - rows.indexOf(from);
    return rows.includes(from) && rows.includes(to) && (span !== 1 || kind === 'residual');
  };
  const past = edges.filter(isPast);
  return past.length === 0 ? 0 : 1 + past.filter(({ kind }) => kind !== 'residual').length;
}
