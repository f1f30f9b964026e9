import type { DescribedEdge } from '../../src/protocol/diagram';
import { laneWidth, type Box } from './box';

/** How an edge is drawn. */
export interface Route {
  readonly edge: DescribedEdge;
  /** Of the line, as in an SVG path. */
  readonly path: string;
  /** Of the arrow's head, at the end of the line. */
  readonly head: string;
  /** Where its role is written; undefined where the same is written beside another edge from there. */
  readonly label: { readonly x: number; readonly y: number } | undefined;
}

type Point = readonly [x: number, y: number];

const headLength = 7;
const headHalf = 4;
const labelHeight = 13;

type Boxes = ReadonlyMap<string, Box>;
type Ends = readonly [Box, Box];

/** @param levels at which height an edge crosses the middle column, by its number */
export function routeEdges(
  edges: readonly DescribedEdge[],
  boxes: Boxes,
  levels: ReadonlyMap<number, number>,
): Route[] {
  const ports = new Ports(edges, boxes);
  const lanes = new Lanes();
  const middle = [...boxes.values()].find(({ column }) => column === 'middle');
  const routes = edges.flatMap((edge, index): Route[] => {
    const ends = endsOf(edge, boxes);
    if (ends === undefined) return [];
    const [from, to] = ends;
    if (from.column === to.column) return [withinColumn(edge, ends, boxes, lanes)];
    const start: Point = [from.x < to.x ? from.x + from.width : from.x, ports.of(index, from.id)];
    const end: Point = [from.x < to.x ? to.x : to.x + to.width, ports.of(index, to.id)];
    const level = levels.get(index);
    const isFar = middle !== undefined && from.column !== 'middle' && to.column !== 'middle';
    return [
      isFar && level !== undefined ? acrossMiddle(edge, start, end, middle, level) : across(edge, start, end),
    ];
  });
  return spreadLabels(routes);
}

function endsOf({ from, to }: DescribedEdge, boxes: Boxes): Ends | undefined {
  const start = boxes.get(from);
  const end = boxes.get(to);
  return start === undefined || end === undefined ? undefined : [start, end];
}

/** Straight to the next box; beside the column past others, and where it is not the usual way. */
function withinColumn(edge: DescribedEdge, [from, to]: Ends, boxes: Boxes, lanes: Lanes): Route {
  const column = [...boxes.values()].filter((box) => box.column === from.column);
  const isNext = column.indexOf(to) - column.indexOf(from) === 1;
  if (isNext && edge.kind !== 'residual') {
    const x = from.x + from.width / 2;
    const end: Point = [x, to.y];
    return {
      edge,
      path: `M${x} ${from.y + from.height}V${to.y - headLength}`,
      head: arrowHead(end, 'down'),
      label: undefined,
    };
  }
  const isLeft = from.column === 'encoder';
  const side = isLeft ? from.x : from.x + from.width;
  const isResidual = edge.kind === 'residual';
  const startY = from.y + from.height * (isResidual ? 0.85 : 0.5);
  const endY = to.y + to.height * (isResidual ? 0.6 : 0.3);
  const lane = lanes.take(from.column, Math.min(startY, endY), Math.max(startY, endY));
  const x = side + (isLeft ? -1 : 1) * (lane + 1) * laneWidth;
  const tip = side + (isLeft ? -headLength : headLength);
  const turn = Math.min(8, Math.abs(endY - startY) / 2) * Math.sign(endY - startY);
  const bend = isLeft ? 6 : -6;
  return {
    edge,
    path: `M${side} ${startY}H${x - bend * -1}Q${x} ${startY} ${x} ${startY + turn}V${endY - turn}Q${x} ${endY} ${x + bend} ${endY}H${tip}`,
    head: arrowHead([side, endY], isLeft ? 'right' : 'left'),
    label: undefined,
  };
}

/** To the next column. */
function across(edge: DescribedEdge, start: Point, end: Point): Route {
  const forward = start[0] < end[0];
  const tip = end[0] + (forward ? -headLength : headLength);
  return {
    edge,
    path: `M${start[0]} ${start[1]}${curveTo(start, [tip, end[1]])}`,
    head: arrowHead(end, forward ? 'right' : 'left'),
    label: nearStart(start, end),
  };
}

/** Past the boxes between encoder and decoder. */
function acrossMiddle(edge: DescribedEdge, start: Point, end: Point, middle: Box, level: number): Route {
  const near = start[0] < end[0] ? middle.x : middle.x + middle.width;
  const far = start[0] < end[0] ? middle.x + middle.width : middle.x;
  const forward = start[0] < end[0];
  const tip = end[0] + (forward ? -headLength : headLength);
  const into: Point = [near, level];
  const out: Point = [far, level];
  return {
    edge,
    path: `M${start[0]} ${start[1]}${curveTo(start, into)}H${far}${curveTo(out, [tip, end[1]])}`,
    head: arrowHead(end, forward ? 'right' : 'left'),
    label: { x: middle.x + middle.width / 2, y: level - 4 },
  };
}

/** At three tenths of the way: lines that cross halfway keep their labels apart. */
function nearStart([startX, startY]: Point, [endX, endY]: Point): { x: number; y: number } {
  const way = 0.3;
  const x = 1.5 * (1 - way) * way + way ** 3;
  const y = 3 * way ** 2 - 2 * way ** 3;
  return { x: startX + (endX - startX) * x, y: startY + (endY - startY) * y - 4 };
}

function curveTo(start: Point, end: Point): string {
  const middle = (start[0] + end[0]) / 2;
  return `C${middle} ${start[1]} ${middle} ${end[1]} ${end[0]} ${end[1]}`;
}

function arrowHead([x, y]: Point, direction: 'down' | 'left' | 'right'): string {
  if (direction === 'down') return `M${x} ${y}l${-headHalf} ${-headLength}h${2 * headHalf}z`;
  const back = direction === 'right' ? -headLength : headLength;
  return `M${x} ${y}l${back} ${-headHalf}v${2 * headHalf}z`;
}

/** Where edges between columns leave and enter boxes: spread over a side, in the order of what is at their other ends. */
class Ports {
  readonly #heights = new Map<string, number>();

  constructor(edges: readonly DescribedEdge[], boxes: Boxes) {
    const sides = new Map<string, { key: string; box: Box; otherY: number }[]>();
    edges.forEach((edge, index) => {
      const ends = endsOf(edge, boxes);
      if (ends === undefined || ends[0].column === ends[1].column) return;
      for (const [box, other] of [ends, [ends[1], ends[0]] as const]) {
        const side = `${box.id} ${other.x < box.x ? 'left' : 'right'}`;
        const key = `${index} ${box.id}`;
        sides.set(side, [...(sides.get(side) ?? []), { key, box, otherY: other.y }]);
      }
    });
    for (const places of sides.values())
      places
        .sort((a, b) => a.otherY - b.otherY)
        .forEach(({ key, box }, place) => {
          this.#heights.set(key, box.y + (box.height * (place + 1)) / (places.length + 1));
        });
  }

  of(edge: number, box: string): number {
    return this.#heights.get(`${edge} ${box}`) ?? 0;
  }
}

/** Ways beside a column: edges that would touch get different ones. */
class Lanes {
  readonly #taken: { column: string; lane: number; top: number; bottom: number }[] = [];

  take(column: string, top: number, bottom: number): number {
    for (let lane = 0; ; lane++) {
      const isFree = this.#taken.every(
        (other) => other.column !== column || other.lane !== lane || other.bottom < top || other.top > bottom,
      );
      if (!isFree) continue;
      this.#taken.push({ column, lane, top, bottom });
      return lane;
    }
  }
}

/** One label for edges of the same role from the same box, and none over another. */
function spreadLabels(routes: readonly Route[]): Route[] {
  const written = new Set<string>();
  const placed: { x: number; y: number }[] = [];
  return routes.map((route) => {
    const { edge, label } = route;
    const role = `${edge.from} ${edge.kind}`;
    if (label === undefined || written.has(role)) return { ...route, label: undefined };
    written.add(role);
    let { y } = label;
    while (placed.some((other) => Math.abs(other.x - label.x) < 80 && Math.abs(other.y - y) < labelHeight))
      y += labelHeight;
    const free = { x: label.x, y };
    placed.push(free);
    return { ...route, label: free };
  });
}
